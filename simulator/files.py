"""Files sent to and by the bot, kept in memory, with what Telegram says of each kind."""

import hashlib
import mimetypes
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from simulator.base import Json, bad_request
from simulator.params import Params

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True)
class StoredFile:
    """One file; `duration` in seconds, sizes in pixels."""

    file_id: str
    unique_id: str
    path: str
    kind: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0
    duration: int = 0

    def to_json(self) -> Json:
        """The four fields every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP; None when it is no image."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    return None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + length
    return 1280, 960


def describe(file: StoredFile) -> Json:
    """The part of a message that carries this file."""
    if file.kind == "photo":
        small = max(1, file.width * 90 // max(file.width, file.height)), max(1, file.height * 90 // max(file.height, 1))
        thumb: Json = {**file.to_json(), "file_id": f"{file.file_id}-s", "file_unique_id": f"{file.unique_id}s"}
        return {
            "photo": [
                {**thumb, "width": small[0], "height": small[1]},
                {**file.to_json(), "width": file.width, "height": file.height},
            ]
        }
    body: Json = {**file.to_json(), "mime_type": file.mime}
    if file.kind in {"document", "audio", "video"}:
        body["file_name"] = file.name
    if file.kind in {"voice", "audio", "video"}:
        body["duration"] = file.duration
    if file.kind in {"video", "sticker"}:
        body |= {"width": file.width or 512, "height": file.height or 512}
    if file.kind == "sticker":
        body = {k: v for k, v in body.items() if k != "mime_type"}
        body |= {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
    return {file.kind: body}


class FileStore:
    """Every file of the simulator, by its id and by its download path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._by_unique: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, name: str, mime: str = "", *, duration: int = 0) -> StoredFile:
        """Keeps a file of a kind (`photo`, `document`, `voice`…); `duration` in seconds.

        Raises:
            ApiError: 400 when empty, when a photo is no image or is out of Telegram's limits.
        """
        if not data:
            raise bad_request("file must be non-empty")
        width = height = 0
        if kind == "photo":
            width, height = _checked_photo(data)
        number = len(self._by_path) + 1
        unique = hashlib.sha256(f"{number}:{name}".encode()).hexdigest()[:16]
        suffix = PurePosixPath(name).suffix or {"photo": ".jpg", "voice": ".oga"}.get(kind, "")
        guessed = mimetypes.guess_type(name)[0]
        if mime in {"", "application/octet-stream"}:
            mime = guessed or {"voice": "audio/ogg", "photo": "image/jpeg"}.get(kind, "application/octet-stream")
        file = StoredFile(
            file_id=f"{kind[:2].upper()}-{number:04d}-{unique}",
            unique_id=unique,
            path=f"{_FOLDERS.get(kind, kind)}/file_{number}{suffix}",
            kind=kind, name=name, mime=mime, data=data, width=width, height=height, duration=duration,
        )  # fmt: skip
        self._by_id[file.file_id] = self._by_id[f"{file.file_id}-s"] = file
        self._by_path[file.path] = self._by_unique[unique] = file
        return file

    def find(self, file_id: str) -> StoredFile | None:
        """The file of this id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file downloaded from this path."""
        return self._by_path.get(path)

    def unique(self, unique_id: str) -> StoredFile | None:
        """The file of this unique id."""
        return self._by_unique.get(unique_id)

    def received(self, params: Params, kind: str, value: str | None, field: str) -> StoredFile:
        """The file a call names: an upload of that field, `attach://part`, or a known file id.

        Raises:
            ApiError: 400 when there is none or it is not known; 413 above 50 MB.
        """
        part = value[9:] if value and value.startswith("attach://") else field
        upload = params.files.get(part)
        if upload is not None:
            return self.add(kind, upload.data, upload.name, upload.mime)
        if not value:
            raise bad_request(f"there is no {kind} in the request")
        known = self.find(value)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if known.kind != kind:
            raise bad_request(f"type of file mismatch: expected {kind}, got {known.kind}")
        return known


def _checked_photo(data: bytes) -> tuple[int, int]:
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big for a photo")
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
