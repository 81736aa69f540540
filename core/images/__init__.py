"""Uploaded pictures: the one place where a file from a stranger is decoded; `decoding.decode_upload` is its only door.

In this order: the size of the file, then its structure and its number of pixels (`file_headers.py`), and only then a
decoder is started – on what is left when everything but the pixels is taken away. HEIC goes to a process of its own
(`heic_decoder.py`). What comes out is made small strip by strip (`pixels.py`).
"""
