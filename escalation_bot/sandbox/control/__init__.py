"""The sandbox for programs and for a page: what one person sees, acting as them, time, trouble, and the record.

docs/sandbox.md is its contract. `guard` decides who may ask; `routes` has every address. What knows the app itself
(its process, its clock, its stories) is a Guest, plugged in by whoever starts both.
"""
