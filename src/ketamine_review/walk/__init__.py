"""The review walk: a person goes through the queue in a terminal and signs what they have seen."""
