"""Le modèle livré : un encodeur sur huit bits, lu par onnxruntime, et des n-grammes ; un message, un fil à la fois.

Son dossier porte l'origine, la licence et les empreintes ; un fichier qui ne correspond pas n'est pas lu.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from domain.signalement import Motif
from nlp.appris.decoupage import Decoupeur
from nlp.appris.etiquettes import ETIQUETTES, HAUTE, IMMEDIATE
from nlp.appris.ngrammes import Ngrammes
from nlp.appris.passages import Bornes, LectureApprise, Tableau, cotes_de, lire_reperes
from nlp.classifieur import ModeleInvalide

DOSSIER = Path(__file__).parent / "modele"
ENTIER = 200
"""Morceaux lus d'un seul tenant au plus, environ 700 caractères : presque tous les messages."""
FENETRE = 64
"""Au-delà, morceaux par fenêtre."""
RECOUVREMENT = 24
PART_RESEAU, PART_NGRAMMES = 0.6, 0.8
"""Parts de la moyenne, en logarithme des chances, choisies sur des mains que ni l'un ni l'autre n'avaient apprises."""
PHRASE_MIN = 4
"""Morceaux en dessous desquels une phrase ne dit rien seule."""
SANS_MOTIF = -1.4
"""Cote (une chance sur cinq) sous laquelle une portion d'un long texte ne dit aucun motif, donc rien de l'urgence."""
_JAMAIS = -10.0
_MOTIFS = slice(0, len(Motif))
_URGENCES = [ETIQUETTES.index(HAUTE), ETIQUETTES.index(IMMEDIATE)]
_COUPURE = re.compile(r"[.!?…]\s|\n")
_DEBUT, _FIN = 0, 2


class Modele:
    """Le réseau et son découpage."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        decoupeur: Decoupeur,
        ngrammes: Ngrammes,
        fiche: Mapping[str, Any],
    ) -> None:
        """Préférer `charger()`, qui vérifie les empreintes."""
        self.session = session
        self.decoupeur = decoupeur
        self.ngrammes = ngrammes
        self.fiche = fiche

    @classmethod
    def charger(cls, dossier: Path = DOSSIER) -> Modele:
        """Vérifie puis lit le dossier d'un modèle. Lève `ModeleInvalide` si un fichier manque ou a changé.

        Le réseau est lu par son chemin : ses octets ne restent pas deux fois en mémoire.
        """
        try:
            fiche = json.loads((dossier / "fiche.json").read_text(encoding="utf-8"))
            for nom, empreinte in fiche["empreintes"].items():
                if _empreinte(dossier / nom) != empreinte:
                    raise ModeleInvalide(f"modèle de lecture modifié : {nom} n'a pas l'empreinte de sa fiche")
            decoupeur = Decoupeur((dossier / "decoupage.model").read_bytes())
            ngrammes = Ngrammes((dossier / "ngrammes.npz").read_bytes())
        except (OSError, ValueError, KeyError) as erreur:
            raise ModeleInvalide(f"modèle de lecture illisible : {erreur}") from erreur
        reglages = onnxruntime.SessionOptions()
        reglages.intra_op_num_threads = reglages.inter_op_num_threads = 1
        reglages.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(dossier / "modele.onnx"), reglages, providers=["CPUExecutionProvider"]
        )
        return cls(session, decoupeur, ngrammes, fiche)

    def lire(self, texte: str) -> LectureApprise:
        """Lit un texte, quel qu'il soit : le réseau et les n-grammes, moyennés.

        Un long texte est lu par fenêtres, puis phrase par phrase ; chaque étiquette garde sa lecture la plus sûre.
        """
        lu = self.decoupeur.decouper(texte)
        bornes = lu.bornes
        morceaux = np.asarray(lu.numeros, dtype=np.int64)
        cotes = np.full(len(ETIQUETTES), -np.inf, np.float32)
        apports = np.zeros((len(bornes), len(ETIQUETTES)), np.float32)
        places: list[Tableau] = []
        fenetres = _fenetres(len(bornes))
        for rang, (debut, fin) in enumerate(fenetres + _phrases(texte, bornes)):
            entree = np.concatenate(([_DEBUT], morceaux[debut:fin], [_FIN]))[None]
            proba, apport, place = self.session.run(None, {"morceaux": entree})
            portion = texte[bornes[debut][0] : bornes[fin - 1][1]] if fin > debut else texte
            siennes = PART_RESEAU * cotes_de(proba) + PART_NGRAMMES * self.ngrammes.cotes(portion)
            if len(fenetres) > 1 and siennes[_MOTIFS].max() < SANS_MOTIF:
                siennes[_URGENCES] = _JAMAIS
            meilleures = siennes > cotes
            cotes = np.maximum(cotes, siennes)
            apports[:, meilleures] = 0
            apports[debut:fin, meilleures] = apport[1:-1, meilleures]
            if rang < len(fenetres):
                deja = sum(len(p) for p in places) - debut
                places.append(place[1 + deja : -1])
        probabilites = dict(zip(ETIQUETTES, (1 / (1 + np.exp(-cotes))).tolist(), strict=True))
        return LectureApprise(probabilites, apports, bornes, lire_reperes(np.concatenate(places), bornes, texte))


def _phrases(texte: str, bornes: Bornes) -> list[tuple[int, int]]:
    """Les phrases d'un long texte, en rangs de morceaux : une détresse d'une ligne y est lue sans ce qui l'entoure."""
    if len(bornes) <= ENTIER:
        return []
    debuts = [0, *(i for i in range(1, len(bornes)) if _COUPURE.search(texte, bornes[i - 1][0], bornes[i][0] + 1))]
    return [(a, min(b, a + FENETRE)) for a, b in pairwise([*debuts, len(bornes)]) if b - a >= PHRASE_MIN]


def _fenetres(nombre: int) -> list[tuple[int, int]]:
    """Tout le texte s'il est court ; sinon des fenêtres plus étroites, pour qu'une détresse n'y soit pas noyée."""
    if nombre <= ENTIER:
        return [(0, nombre)]
    pas = FENETRE - RECOUVREMENT
    return [(debut, min(nombre, debut + FENETRE)) for debut in range(0, nombre - RECOUVREMENT, pas)]


def _empreinte(chemin: Path) -> str:
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()
