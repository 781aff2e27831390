"""The parameters of one call, however the library sent them: JSON, form or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from aiohttp import BodyPartReader, web

from simulator.base import Json, bad_request


@dataclass(frozen=True)
class Upload:
    """A file of a multipart call."""

    name: str
    mime: str
    data: bytes


def _decoded(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise bad_request(f"can't parse {name}: {error}") from None


@dataclass(frozen=True)
class Params:
    """Typed reading of a call's values; form values are strings, JSON ones already typed.

    Raises:
        ApiError: 400 when a value cannot be read as asked.
    """

    values: Json
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A string, or None when absent."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(str(value))
        except ValueError:
            raise bad_request(f"{name} must be an integer") from None

    def number(self, name: str) -> float:
        """A decimal number; 400 when absent."""
        try:
            return float(str(self.values.get(name)))
        except ValueError:
            raise bad_request(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        """A boolean; absent is false."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def mapping(self, name: str) -> Json | None:
        """A JSON object, or None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        decoded = _decoded(name, value)
        if not isinstance(decoded, dict):
            raise bad_request(f"object expected as {name}")
        return cast(Json, decoded)

    def items(self, name: str) -> list[Json] | None:
        """A JSON array of objects, or None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        return objects(_decoded(name, value), name)

    def strings(self, name: str) -> list[str] | None:
        """A JSON array of strings, or None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        decoded = _decoded(name, value)
        if not isinstance(decoded, list):
            raise bad_request(f"array expected as {name}")
        return [str(item) for item in decoded]


def objects(value: object, name: str) -> list[Json]:
    """The value as a list of JSON objects; 400 otherwise."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_request(f"array of objects expected as {name}")
    return cast(list[Json], value)


async def read_params(request: web.Request) -> Params:
    """Reads query string and body of one call."""
    values: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.json() if request.can_read_body else {}
        if isinstance(body, dict):
            values.update(body)
    elif request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                values[part.name] = data.decode()
            else:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                files[part.name] = Upload(part.filename, mime, data)
    elif request.can_read_body:
        values.update((key, str(value)) for key, value in (await request.post()).items())
    return Params(values, files)
