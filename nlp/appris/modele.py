"""Le modèle livré : un encodeur sur huit bits, lu par onnxruntime, et des n-grammes ; un message, un fil à la fois.

Son dossier porte l'origine, la licence et les empreintes ; un fichier qui ne correspond pas n'est pas lu.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from nlp.appris.decoupage import Decoupeur
from nlp.appris.etiquettes import ETIQUETTES
from nlp.appris.ngrammes import Ngrammes
from nlp.appris.passages import Bornes, LectureApprise, Tableau, lire_reperes
from nlp.classifieur import ModeleInvalide

DOSSIER = Path(__file__).parent / "modele"
FENETRE = 200
"""Morceaux lus d'un coup, environ 700 caractères ; un texte plus long est lu par fenêtres qui se recouvrent."""
RECOUVREMENT = 40
PART_RESEAU, PART_NGRAMMES = 0.6, 0.8
"""Parts de la moyenne, en logarithme des chances, choisies sur des mains que ni l'un ni l'autre n'avaient apprises."""
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
        """Lit le dossier d'un modèle. Lève `ModeleInvalide` si un fichier manque ou a changé."""
        try:
            fiche = json.loads((dossier / "fiche.json").read_text(encoding="utf-8"))
            contenus = {nom: (dossier / nom).read_bytes() for nom in fiche["empreintes"]}
        except (OSError, ValueError, KeyError) as erreur:
            raise ModeleInvalide(f"modèle de lecture illisible : {erreur}") from erreur
        for nom, contenu in contenus.items():
            if hashlib.sha256(contenu).hexdigest() != fiche["empreintes"][nom]:
                raise ModeleInvalide(f"modèle de lecture modifié : {nom} n'a pas l'empreinte de sa fiche")
        reglages = onnxruntime.SessionOptions()
        reglages.intra_op_num_threads = reglages.inter_op_num_threads = 1
        reglages.log_severity_level = 3
        session = onnxruntime.InferenceSession(contenus["modele.onnx"], reglages, providers=["CPUExecutionProvider"])
        return cls(session, Decoupeur(contenus["decoupage.model"]), Ngrammes(contenus["ngrammes.npz"]), fiche)

    def lire(self, texte: str) -> LectureApprise:
        """Lit un texte, quel qu'il soit : le réseau et les n-grammes, moyennés."""
        probas, apports, bornes, places = self._reseau(texte)
        cotes = PART_RESEAU * _cotes(probas) + PART_NGRAMMES * self.ngrammes.cotes(texte)
        ensemble = 1 / (1 + np.exp(-cotes))
        return LectureApprise(
            dict(zip(ETIQUETTES, ensemble.tolist(), strict=True)), apports, bornes, lire_reperes(places, bornes, texte)
        )

    def _reseau(self, texte: str) -> tuple[Tableau, Tableau, Bornes, Tableau]:
        """Le réseau seul. De plusieurs fenêtres, chaque étiquette garde la plus sûre."""
        lu = self.decoupeur.decouper(texte)
        morceaux, bornes = np.asarray(lu.numeros, dtype=np.int64), lu.bornes
        probas = np.zeros(len(ETIQUETTES), np.float32)
        apports = np.zeros((len(bornes), len(ETIQUETTES)), np.float32)
        places: list[Tableau] = []
        for debut in range(0, max(1, len(bornes) - RECOUVREMENT), FENETRE - RECOUVREMENT):
            portion = morceaux[debut : debut + FENETRE]
            entree = np.concatenate(([_DEBUT], portion, [_FIN]))[None]
            proba, apport, place = self.session.run(None, {"morceaux": entree})
            meilleures = proba > probas
            apports[:, meilleures] = 0
            apports[debut : debut + len(portion), meilleures] = apport[1:-1, meilleures]
            probas = np.maximum(probas, proba)
            deja = sum(len(p) for p in places) - debut
            places.append(place[1 + deja : -1])
        return probas, apports, bornes, np.concatenate(places)


def _cotes(probas: Tableau) -> Tableau:
    """Le logarithme des chances, borné."""
    p = np.clip(probas, 1e-6, 1 - 1e-6)
    cotes: Tableau = np.log(p / (1 - p))
    return cotes
