"""Small files a phone can send without anybody having to find one: a picture, a voice message."""

import struct
import zlib

_WALL, _FLOOR, _BOX, _EDGE, _PAPER, _SLOT = (
    (226, 219, 205), (150, 132, 116), (108, 122, 137), (72, 83, 95), (250, 248, 240), (35, 41, 48),
)  # fmt: skip
Color = tuple[int, int, int]


def png(width: int, height: int, pixels: list[list[Color]]) -> bytes:
    """A PNG of these rows of RGB pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b"")


def _paint(pixels: list[list[Color]], left: int, top: int, width: int, height: int, color: Color) -> None:
    for row in pixels[top : top + height]:
        row[left : left + width] = [color] * len(row[left : left + width])


def mailbox_picture() -> bytes:
    """Letterboxes in a hall, one of them overflowing: the classic sign a caretaker photographs (480 x 320)."""
    pixels = [[_WALL if y < 262 else _FLOOR for _ in range(480)] for y in range(320)]
    _paint(pixels, 0, 258, 480, 5, (190, 180, 165))
    for column in range(4):
        for line in range(2):
            left, top = 40 + column * 102, 34 + line * 106
            _paint(pixels, left - 3, top - 3, 96, 98, _EDGE)
            _paint(pixels, left, top, 90, 92, _BOX)
            _paint(pixels, left + 12, top + 16, 66, 9, _SLOT)
            _paint(pixels, left + 12, top + 62, 34, 14, (214, 208, 196))
            _paint(pixels, left + 72, top + 48, 7, 7, (205, 190, 120))
    for index in range(5):
        _paint(pixels, 258 + index * 11, 128 - index * 7 % 20, 9 + index % 3 * 4, 44 + index * 6, _PAPER)
        _paint(pixels, 258 + index * 11, 128 - index * 7 % 20, 1, 44 + index * 6, (196, 190, 178))
    for left, top in ((232, 268), (286, 280), (336, 266)):
        _paint(pixels, left, top, 46, 22, _PAPER)
        _paint(pixels, left + 5, top + 6, 26, 2, (160, 155, 146))
        _paint(pixels, left + 5, top + 12, 18, 2, (160, 155, 146))
    return png(480, 320, pixels)


def voice_note() -> bytes:
    """The opening page of an Ogg Opus stream: enough to be recognised as a voice message, silent."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    return b"OggS" + struct.pack("<BBqIIIB", 0, 2, 0, 1, 0, 0, 1) + bytes([len(head)]) + head
