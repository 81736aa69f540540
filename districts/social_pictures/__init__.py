"""The pictures that stand for the site elsewhere: where a link to it is shared, and where it is kept as an icon.

They show places and the mark, never people: such pictures are kept by others, and people change. `page_pictures.py`
decides what a picture shows, `picture_drawing.py` draws it, `logo.py` draws the mark and reads the paths of SVG.
"""
