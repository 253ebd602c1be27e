"""From rule files to a RuleBook."""
