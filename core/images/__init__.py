"""Uploaded pictures: the one place where a file from a stranger is decoded; `decoding.decode_upload` is its only door.

Decoders are programs of their own with limits (`decoder_process.py`): `picture_decoder.py` goes on from picture to
picture, each HEIC gets a new `heic_decoder.py`. In this order: the size of the file, then its structure and its number
of pixels (`file_headers.py`), and only then a decoder is started – on what is left when everything but the pixels is
taken away. What comes out is made small strip by strip and encoded anew (`pixels.py`).
"""
