"""Les lectures que spaCy propose : `textcat_multilabel` (bow, ensemble) et les vecteurs de `fr_core_news_md`.

Réglages ordinaires de spaCy ; comme par `spacy train`, la meilleure époque sur les mains de réglage est gardée.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.nlp.cibles import cibles, meilleur, ranger, reprendre, scores, textes
from benchmarks.nlp.mesure import micro_regle
from domain.signalement import Analyse, Motif
from nlp.evaluation import Ligne

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

VECTEURS = "fr_core_news_md"
COMPOSANT = "textcat_multilabel"
EPOQUES, PATIENCE = 30, 3
"""Époques au plus, et combien sans progrès avant de s'arrêter."""
ABANDON = 0.1
LOTS = (4.0, 32.0, 1.001)
C_ESSAYES = (0.1, 1.0, 10.0)


def apprendre_bow(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """Sac de mots linéaire, `spacy.TextCatBOW.v3`."""
    _apprendre("bow", _vierge(), apprentissage, reglage, dossier)


def apprendre_ensemble(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """Sac de mots et réseau réunis, `spacy.TextCatEnsemble.v2` : le réglage par défaut du composant."""
    _apprendre("ensemble", _vierge(), apprentissage, reglage, dossier)


def apprendre_ensemble_vecteurs(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """L'ensemble, avec les vecteurs de `fr_core_news_md`."""
    _apprendre("ensemble-vecteurs", _modele_md(), apprentissage, reglage, dossier)


def charger_textcat(dossier: Path) -> Callable[[str], Analyse]:
    """Une chaîne apprise, un message à la fois."""
    import spacy

    chaine = spacy.load(dossier)
    return lambda texte: Analyse(scores=_scores(chaine(texte).cats))


def apprendre_moyenne(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """Moyenne des vecteurs de `fr_core_news_md`, puis régression logistique ; `C` choisi au réglage."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    chaine = _modele_md()
    vus = [chaine(texte).vector for texte in textes(apprentissage)]
    a_regler = [chaine(texte).vector for texte in textes(reglage)]
    voulus = cibles(apprentissage)
    recettes = [
        make_pipeline(StandardScaler(), OneVsRestClassifier(LogisticRegression(C=c, max_iter=1000))) for c in C_ESSAYES
    ]
    candidats = [recette.fit(vus, voulus) for recette in recettes]
    ranger(meilleur(candidats, lambda modele: modele.predict_proba(a_regler), reglage), dossier)


def charger_moyenne(dossier: Path) -> Callable[[str], Analyse]:
    """Les vecteurs et la régression, un message à la fois."""
    chaine, modele = _modele_md(), reprendre(dossier)
    return lambda texte: Analyse(scores=scores(modele.predict_proba([chaine(texte).vector])[0]))


def _vierge() -> Language:
    import spacy

    return spacy.blank("fr")


def _modele_md() -> Language:
    """`fr_core_news_md` sans ses composants : ses mots et leurs vecteurs."""
    import spacy

    composants = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"]
    return spacy.load(VECTEURS, exclude=composants)


def _apprendre(
    genre: str, chaine: Language, apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path
) -> None:
    """Apprend époque par époque et garde la meilleure."""
    import spacy.util

    outils: Any = spacy.util
    outils.fix_random_seed(0)
    alea = random.Random(0)
    chaine.add_pipe(COMPOSANT, config={"model": _architecture(genre)})
    exemples = [_exemple(chaine, ligne) for ligne in apprentissage]
    optimiseur = chaine.initialize(lambda: exemples)
    attendus, a_regler = [ligne["motifs"] for ligne in reglage], textes(reglage)
    record, derniere = -1.0, 0
    tailles = outils.compounding(*LOTS)
    for epoque in range(EPOQUES):
        alea.shuffle(exemples)
        for lot in outils.minibatch(exemples, size=tailles):
            chaine.update(lot, sgd=optimiseur, drop=ABANDON)
        micro = micro_regle(attendus, [_scores(doc.cats) for doc in chaine.pipe(a_regler)])
        print(f"{genre}, époque {epoque + 1} : micro-F1 {micro:.2f} au réglage", file=sys.stderr, flush=True)
        if micro > record:
            record, derniere = micro, epoque
            chaine.to_disk(dossier)
        elif epoque - derniere >= PATIENCE:
            return


def _architecture(genre: str) -> dict[str, Any]:
    """La configuration que spaCy donne lui-même au composant."""
    from spacy.pipeline.textcat_multilabel import multi_label_bow_config, multi_label_default_config
    from spacy.util import load_config_from_str

    texte = multi_label_bow_config if genre == "bow" else multi_label_default_config
    modele: dict[str, Any] = load_config_from_str(texte, interpolate=True)["model"]
    if genre == "ensemble-vecteurs":
        modele["tok2vec"]["embed"]["include_static_vectors"] = True
    return modele


def _exemple(chaine: Language, ligne: Ligne) -> Example:
    from spacy.training import Example

    voulus = {motif.value: float(motif.value in ligne["motifs"]) for motif in Motif}
    return Example.from_dict(chaine.make_doc(ligne["text"]), {"cats": voulus})


def _scores(cats: dict[str, float]) -> dict[Motif, float]:
    return {motif: cats[motif.value] for motif in Motif}
