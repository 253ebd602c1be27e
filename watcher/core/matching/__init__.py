"""An article held against a RuleBook: what matches, why, and why not."""
