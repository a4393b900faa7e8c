"""The drawings of the demo content; `make_images.py` is the program."""
