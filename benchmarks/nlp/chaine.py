"""La chaîne de Vigie : ses règles seules, avec les qualificateurs d'edsnlp, avec sa partie apprise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from domain.signalement import Analyse, Statut
from nlp.classifieur import Classifieur

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

INDICES = "indices"


class ModeleRefuse(ValueError):
    """Le dossier donné par `--modele` ne peut pas servir à cette mesure."""


def verifier(modele: Path, corpus: str) -> None:
    """Refuse un modèle qui n'a pas appris exactement les messages de cette empreinte, ou dont les seuils manquent.

    Lève `ModeleRefuse`.
    """
    try:
        fiche = json.loads((modele / "fiche.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as erreur:
        raise ModeleRefuse(f"la fiche de ce modèle ne se lit pas : {erreur}") from erreur
    if fiche.get("corpus") != corpus:
        raise ModeleRefuse("ce modèle n'a pas appris les mêmes messages que ses pairs : refaites « make train »")
    if "reglee_sur" not in fiche:
        raise ModeleRefuse("les seuils de ce modèle ne sont pas réglés : l'apprentissage n'est pas allé au bout")


def charger_regles(_: Path) -> Callable[[str], Analyse]:
    """Les indices et nos qualificatifs, sans partie apprise."""
    return Classifieur.charger(appris=False).analyser


def charger_regles_eds(_: Path) -> Callable[[str], Analyse]:
    """Les mêmes indices, qualifiés par edsnlp."""
    return _qualifie_par_eds(Classifieur.charger(appris=False)).analyser


def charger_vigie(modele: Path) -> Callable[[str], Analyse]:
    """La chaîne entière, avec le modèle donné."""
    return Classifieur.charger(dossier=modele).analyser


def charger_vigie_eds(modele: Path) -> Callable[[str], Analyse]:
    """La chaîne entière, qualifiée par edsnlp."""
    return _qualifie_par_eds(Classifieur.charger(dossier=modele)).analyser


def _qualifie_par_eds(classifieur: Classifieur) -> Classifieur:
    """Remplace, juste après nos qualificatifs, le statut qu'ils ont donné à chaque indice.

    Nos qualificatifs tournent encore, parce qu'ils repèrent aussi les phrases techniques : la durée les compte.
    """
    from spacy.language import Language

    qualifs = QualifsEds()
    Language.factory("banc_qualifs_eds", func=lambda nlp, name: qualifs)
    chaine: Language = classifieur._chaine
    chaine.add_pipe("banc_qualifs_eds", after="qualifs")
    return classifieur


class QualifsEds:
    """Négation et hypothèse d'edsnlp (ConText), appliquées à nos indices."""

    def __init__(self) -> None:
        """Construit la chaîne d'edsnlp, dans sa langue « eds »."""
        import spacy

        self._eds: Language = spacy.blank("eds")
        self._eds.add_pipe("eds.normalizer")
        self._eds.add_pipe("eds.sentences")
        for nom in ("eds.negation", "eds.hypothesis"):
            self._eds.add_pipe(nom, config={"span_getter": INDICES})

    def __call__(self, doc: Doc) -> Doc:
        """Donne à chaque indice le statut qu'edsnlp lui trouve."""
        from nlp.etat import etat

        trouvailles = etat(doc).trouvailles
        if not trouvailles:
            return doc
        lu = self._eds.make_doc(doc.text)
        passages = [_passage(lu, doc[t.debut : t.fin]) for t in trouvailles]
        lu.spans[INDICES] = passages
        for _, composant in self._eds.pipeline:
            lu = composant(lu)
        for trouvaille, passage in zip(trouvailles, passages, strict=True):
            trouvaille.statut = _statut(passage._.negation, passage._.hypothesis)
        return doc


def _passage(lu: Doc, indice: Span) -> Span:
    """Les mots de l'indice, dans le découpage d'edsnlp."""
    passage = lu.char_span(indice.start_char, indice.start_char + len(indice.text.rstrip()), alignment_mode="expand")
    assert passage is not None
    return passage


def _statut(nie: bool, suppose: bool) -> Statut:
    if nie:
        return Statut.NIE
    return Statut.HYPOTHETIQUE if suppose else Statut.AFFIRME
