"""Les requêtes de python-telegram-bot par aiohttp, déjà là pour la réception, et plus léger que httpx."""

from __future__ import annotations

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

TIMEOUT_SECONDS = 20.0


class NotReachedError(NetworkError):
    """La connexion n'a pas pu s'ouvrir : rien n'est parti."""


class AiohttpRequest(BaseRequest):
    """Une requête HTTP ; distingue ce qui n'est pas parti de ce qui n'a pas eu de réponse."""

    def __init__(self) -> None:
        """La session s'ouvre avec `initialize`."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Le délai d'attente d'une réponse, en secondes."""
        return TIMEOUT_SECONDS

    async def initialize(self) -> None:
        """Ouvre la session, une fois."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, sock_connect=5.0)
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=30.0)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        """Ferme la session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Fait la requête et rend le code et le corps ; lève `NotReachedError`, `TimedOut` ou `NetworkError`."""
        if self._session is None:
            raise RuntimeError("la session n'est pas ouverte")
        try:
            async with self._session.request(method, url, data=_body(request_data)) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotReachedError(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    """Les champs de l'appel ; avec des fichiers, en plusieurs parties."""
    if request_data is None:
        return None
    fields = {key: str(value) for key, value in request_data.json_parameters.items()}
    if not request_data.contains_files:
        return fields
    form = aiohttp.FormData()
    for key, value in fields.items():
        form.add_field(key, value)
    for key, (filename, content, mime) in (request_data.multipart_data or {}).items():
        form.add_field(key, content, filename=filename, content_type=mime)
    return form
