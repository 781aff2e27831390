"""Les documents à joindre : rendus au moment de l'envoi, depuis l'état présent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.vues import Piece
from reports.releve import nom_de_fichier, releve_pdf, releve_png
from reports.releve_tableur import releve_xlsx
from storage.outbox import Params
from usecases.contexte import Contexte
from usecases.veille import composer

_RENDUS = {
    Piece.RELEVE_IMAGE: (releve_png, "png"),
    Piece.RELEVE_PDF: (releve_pdf, "pdf"),
    Piece.RELEVE_TABLEUR: (releve_xlsx, "xlsx"),
}


@dataclass(frozen=True, slots=True)
class Document:
    """Un fichier prêt à partir ; `image` : à montrer plutôt qu'à télécharger."""

    nom: str
    contenu: bytes
    legende: str
    image: bool


async def rendre_piece(ctx: Contexte, piece: Piece, params: Params) -> Document:
    """Compose le document demandé, sans identité, dans un fil à part."""
    equipe = params.get("equipe")
    releve = await composer(
        ctx,
        str(params["mois"]),
        personne_id=int(str(params.get("personne") or 0)),
        equipe=None if equipe is None else str(equipe),
    )
    rendre, extension = _RENDUS[piece]
    contenu = await asyncio.to_thread(rendre, releve)
    legende = f"Relevé de veille, {params['mois']}" if piece is Piece.RELEVE_IMAGE else ""
    return Document(nom_de_fichier(releve, extension), contenu, legende, piece is Piece.RELEVE_IMAGE)
