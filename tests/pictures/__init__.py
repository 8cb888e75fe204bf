"""README's pictures: taken of the real pages by `make pictures`, never drawn."""
