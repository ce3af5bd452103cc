"""The few types that every stage speaks: Record, Finding, Evidence, Protocol, Results, Claim."""
