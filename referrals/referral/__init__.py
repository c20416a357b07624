"""Referral (Vermittlung): one need of one person to one institution, from opened to closed.

codes → events → state (evolve, fold) → steps, appointments, corrections (decisions) → clock (who is next, until when)
"""
