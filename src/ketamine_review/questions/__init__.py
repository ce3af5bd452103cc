"""Questions: which rows of evidence answer which question of a protocol, and with what number."""
