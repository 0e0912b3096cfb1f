"""What is set up on this machine, what is missing, and the line that mends it; it changes nothing.

Invariant: no value of a key is in any finding. Front ends show the findings of `looks.examine` in their order.
"""
