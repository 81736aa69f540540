"""Public pages are made once: whole answers kept in memory, in front of Django, until something on them changes.

keepable.py       which answers may be kept; their encodings, ETags, what browsers and proxies are told
freshness.py      until when they are right: the stamps of the data, the next hour at which a page changes
reading_ahead.py  has a change read when it is told, before anybody asks
moments.py        which hours those are
memory.py         the answers, of which the ones not asked for longest go first
handler.py        what the server calls: an answer from memory, else Django's
"""
