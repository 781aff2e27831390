"""Le modèle livré : un encodeur sur huit bits, lu par onnxruntime, et des n-grammes ; un message, un fil à la fois.

Son dossier porte l'origine, la licence et les empreintes ; un fichier qui ne correspond pas n'est pas lu.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from nlp.appris.decoupage import Decoupeur, Morceaux
from nlp.appris.etiquettes import ETIQUETTES, PLACES, SIGNALEMENT
from nlp.appris.ngrammes import Ngrammes
from nlp.appris.passages import Bornes, LectureApprise, Tableau, cotes_de, lire_reperes
from nlp.classifieur import ModeleInvalide
from nlp.fusion.seuils import Seuils

DOSSIER = Path(__file__).parent / "modele"
FICHIERS = ("modele.onnx", "modele.poids", "decoupage.model", "ngrammes.npz")
"""Ce dont la fiche porte l'empreinte."""
ENTIER = 200
"""Morceaux au plus d'un texte lu une seule fois, environ 700 caractères : presque tous les messages."""
LARGE, RECOUVREMENT_LARGE = 384, 80
"""Morceaux par fenêtre de la lecture d'ensemble ; à 500, la mémoire prise monte de 40 Mio, sans mieux lire."""
ETROITE, RECOUVREMENT_ETROIT = 24, 12
"""Morceaux par fenêtre de la lecture de près, pour un long texte : une ligne ou deux."""
PART_RESEAU, PART_NGRAMMES = 0.6, 0.8
"""Parts de la moyenne, en logarithme des chances, choisies sur des mains que ni l'un ni l'autre n'avaient apprises."""
PART_RACONTEE = 0.06
"""Part des passages qui ressemblent à un signalement, à partir de laquelle un long texte raconte une situation."""
PHRASE_MIN, PHRASE_MAX = 4, 64
"""Morceaux d'une phrase : en dessous, elle ne dit rien seule."""
_DESSIN = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]")
"""Un emoji : le corpus en a trop peu (41 messages) pour qu'on apprenne ce qu'il dit, et il brouillait le reste."""
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
            for nom in FICHIERS:
                if _empreinte(dossier / nom) != fiche["empreintes"][nom]:
                    raise ModeleInvalide(f"modèle de lecture modifié : {nom} n'a pas l'empreinte de sa fiche")
            decoupeur = Decoupeur((dossier / "decoupage.model").read_bytes())
            ngrammes = Ngrammes((dossier / "ngrammes.npz").read_bytes())
            Seuils.lire(fiche["seuils"])
        except (OSError, ValueError, KeyError, TypeError) as erreur:
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

        Un long texte est lu deux fois, d'ensemble et de près. S'il raconte une situation, une étiquette y garde la
        moins sûre des deux lectures : parmi tant de passages, l'un ressemble toujours à une détresse sans ce qui
        l'entoure. Si presque tous les passages parlent d'autre chose, la lecture de près compte seule, phrases
        comprises : une ligne y est noyée. Un emoji est lu comme un blanc.
        """
        texte = _DESSIN.sub(" ", texte)
        lu = self.decoupeur.decouper(texte)
        nombre = len(lu.bornes)
        larges, apports, places = self._lire_portions(texte, lu, _fenetres(nombre, LARGE, RECOUVREMENT_LARGE))
        cotes, de_pres = larges.max(0), None
        if nombre > ENTIER:
            etroites, apports, _ = self._lire_portions(texte, lu, _fenetres(nombre, ETROITE, RECOUVREMENT_ETROIT))
            pres = etroites.max(0)
            raconte = np.mean(etroites[:, ETIQUETTES.index(SIGNALEMENT)] > 0) >= PART_RACONTEE
            if raconte:
                cotes, de_pres = np.minimum(cotes, pres), _probabilites(pres)
            else:
                phrases, siens, _ = self._lire_portions(texte, lu, _phrases(texte, lu.bornes))
                seules = phrases.max(0, initial=-np.inf)
                cotes, apports = np.maximum(pres, seules), np.where(seules > pres, siens, apports)
        reperes = lire_reperes(places, lu.bornes, texte)
        return LectureApprise(_probabilites(cotes), apports, lu.bornes, reperes, de_pres)

    def _lire_portions(
        self, texte: str, lu: Morceaux, portions: Sequence[tuple[int, int]]
    ) -> tuple[Tableau, Tableau, Tableau]:
        """Les cotes de chaque portion ; les apports de celle où chaque étiquette est la plus sûre ; les places."""
        morceaux = np.asarray(lu.numeros, dtype=np.int64)
        cotes = np.full((len(portions), len(ETIQUETTES)), -np.inf, np.float32)
        apports = np.zeros((len(morceaux), len(ETIQUETTES)), np.float32)
        places = np.zeros((len(morceaux), len(PLACES)), np.float32)
        vus = 0
        for rang, (debut, fin) in enumerate(portions):
            entree = np.concatenate(([_DEBUT], morceaux[debut:fin], [_FIN]))[None]
            proba, apport, place = self.session.run(None, {"morceaux": entree})
            portion = texte[lu.bornes[debut][0] : lu.bornes[fin - 1][1]] if fin > debut else texte
            siennes = PART_RESEAU * cotes_de(proba) + PART_NGRAMMES * self.ngrammes.cotes(portion)
            meilleures = siennes > cotes.max(0)
            cotes[rang] = siennes
            apports[:, meilleures] = 0
            apports[debut:fin, meilleures] = apport[1:-1, meilleures]
            nouveau = max(vus, debut)
            places[nouveau:fin] = place[1 + nouveau - debut : -1]
            vus = max(vus, fin)
        return cotes, apports, places


def _probabilites(cotes: Tableau) -> dict[str, float]:
    return dict(zip(ETIQUETTES, (1 / (1 + np.exp(-cotes))).tolist(), strict=True))


def _phrases(texte: str, bornes: Bornes) -> list[tuple[int, int]]:
    """Les phrases, en rangs de morceaux, des plus longues leur début."""
    debuts = [0, *(i for i in range(1, len(bornes)) if _COUPURE.search(texte, bornes[i - 1][0], bornes[i][0] + 1))]
    return [(a, min(b, a + PHRASE_MAX)) for a, b in pairwise([*debuts, len(bornes)]) if b - a >= PHRASE_MIN]


def _fenetres(nombre: int, taille: int, recouvrement: int) -> list[tuple[int, int]]:
    """Des fenêtres de `taille` morceaux au plus, chacune reprenant la fin de la précédente."""
    debuts = range(0, max(1, nombre - recouvrement), taille - recouvrement)
    return [(debut, min(nombre, debut + taille)) for debut in debuts]


def _empreinte(chemin: Path) -> str:
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()
