"""Old list (bisherige Liste): the table in which a project kept its referrals before Lotse.

table → columns → words, days → reading (rows, verdicts) → telling (events) → recording (log)
"""
