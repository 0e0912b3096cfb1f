"""Doubles for the two seams to the outside, for our tests and for people who extend Triptych."""
