"""English words that say nothing of what a text is about."""

_WORDS = """
a about above after again against all also although am among an and any are as at be because been before
being below between both but by can cannot could did do does doing down during each either else ever every
few for from further had has have having he her here hers herself him himself his how however i if in into
is it its itself just me might more most must my myself neither no nor not now of off on once only onto or
other our ours ourselves out over own per rather same shall she should since so some such than that the
their theirs them themselves then there therefore these they this those though through thus to too under
until up upon us very was we were what whatever when where whether which while who whom whose why will with
within without would yet you your yours yourself yourselves
"""
STOP_WORDS = frozenset(_WORDS.split())
