"""Deux lectures linéaires : la recette de Signalen, et TF-IDF avec un séparateur à vaste marge."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.nlp.cibles import cibles, meilleur, ranger, reprendre, scores, textes
from domain.signalement import Analyse
from nlp.evaluation import Ligne

_MOTS_OUTILS = """
au aux avec ce ces dans de des du elle en et eux il ils je la le les leur lui ma mais me même mes moi mon ne nos
notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous c d j l à m n
s t y été étée étées étés étant étante étants étantes suis es est sommes êtes sont serai seras sera serons serez
seront serais serait serions seriez seraient étais était étions étiez étaient fus fut fûmes fûtes furent sois soit
soyons soyez soient fusse fusses fût fussions fussiez fussent ayant ayante ayantes ayants eu eue eues eus ai as
avons avez ont aurai auras aura aurons aurez auront aurais aurait aurions auriez auraient avais avait avions aviez
avaient eut eûmes eûtes eurent aie aies ait ayons ayez aient eusse eusses eût eussions eussiez eussent
"""
MOTS_OUTILS = frozenset(_MOTS_OUTILS.split())
"""Les mots-outils français de Snowball, que Signalen écarte en néerlandais."""

C_ESSAYES = (0.1, 0.3, 1.0)


def apprendre_signalen(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """Amsterdam/signals, `app/signals/apps/classification/train.py` : mots racinisés, fréquences, logistique L1.

    Comme là-bas : pas d'IDF (`use_idf=False`), liblinear, cinq plis pour choisir les poids de classe et les paires de
    mots. Deux écarts : le français à la place du néerlandais, et un classifieur par motif (Signalen range chaque
    message dans une seule catégorie), choisis ensemble au micro-F1 plutôt qu'à l'exactitude.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import Pipeline

    logistique = LogisticRegression(l1_ratio=1.0, solver="liblinear", max_iter=500)
    recette = Pipeline(
        [
            ("vect", CountVectorizer(preprocessor=raciniser, stop_words=sorted(MOTS_OUTILS))),
            ("tf", TfidfTransformer(norm="l2", use_idf=False)),
            ("clf", OneVsRestClassifier(logistique)),
        ]
    )
    choix = {"vect__ngram_range": [(1, 1), (1, 2)], "clf__estimator__class_weight": [None, "balanced"]}
    recherche = GridSearchCV(recette, choix, scoring="f1_micro", cv=5)
    recherche.fit(textes(apprentissage), cibles(apprentissage))
    ranger(recherche.best_estimator_, dossier)


def apprendre_svm(apprentissage: Sequence[Ligne], reglage: Sequence[Ligne], dossier: Path) -> None:
    """TF-IDF de mots (1 à 2) et de caractères (2 à 5), SVM linéaire, un motif contre tous ; `C` choisi au réglage."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.svm import LinearSVC

    mots = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, strip_accents="unicode")
    lettres = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, strip_accents="unicode"
    )
    traits = FeatureUnion([("mots", mots), ("lettres", lettres)])
    vus, voulus = traits.fit_transform(textes(apprentissage)), cibles(apprentissage)
    candidats = [OneVsRestClassifier(LinearSVC(C=c)).fit(vus, voulus) for c in C_ESSAYES]
    a_regler = traits.transform(textes(reglage))
    choisi = meilleur(candidats, lambda modele: modele.decision_function(a_regler), reglage)
    ranger(Pipeline([("traits", traits), ("clf", choisi)]), dossier)


def charger_signalen(dossier: Path) -> Callable[[str], Analyse]:
    """La recette apprise, un message à la fois."""
    modele = reprendre(dossier)
    return lambda texte: Analyse(scores=scores(modele.predict_proba([texte])[0]))


def charger_svm(dossier: Path) -> Callable[[str], Analyse]:
    """Le SVM appris, un message à la fois ; ses scores sont des distances."""
    modele = reprendre(dossier)
    return lambda texte: Analyse(scores=scores(modele.decision_function([texte])[0]))


def raciniser(texte: str) -> str:
    """Minuscules, puis la racine de chaque suite sans blanc qui n'est pas un mot-outil."""
    return " ".join(mot if mot in MOTS_OUTILS else _racine(mot) for mot in re.split(r"\s+", texte.lower()))


@cache
def _racine(mot: str) -> str:
    return str(_racineur().stemWord(mot))


@cache
def _racineur() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("french")
