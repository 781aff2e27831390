"""Les lectures comparées, dans l'ordre du tableau."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.nlp import chaine, lineaires, spacy_textcat
from domain.signalement import Analyse
from nlp.evaluation import Ligne

Apprendre = Callable[[Sequence[Ligne], Sequence[Ligne], Path], None]
Charger = Callable[[Path], Callable[[str], Analyse]]


@dataclass(frozen=True)
class Pair:
    """Une lecture. `apprendre` : elle apprend ici et rend des scores ; `livre` : il lui faut le dossier d'un modèle."""

    nom: str
    charger: Charger
    apprendre: Apprendre | None = None
    livre: bool = False


PAIRS: Mapping[str, Pair] = {
    "signalen": Pair("Recette de Signalen", lineaires.charger_signalen, lineaires.apprendre_signalen),
    "svm": Pair("TF-IDF mots et caractères, SVM linéaire", lineaires.charger_svm, lineaires.apprendre_svm),
    "bow": Pair("spaCy textcat, bow", spacy_textcat.charger_textcat, spacy_textcat.apprendre_bow),
    "ensemble": Pair("spaCy textcat, ensemble", spacy_textcat.charger_textcat, spacy_textcat.apprendre_ensemble),
    "vecteurs": Pair(
        "fr_core_news_md, vecteurs moyens et régression logistique",
        spacy_textcat.charger_moyenne,
        spacy_textcat.apprendre_moyenne,
    ),
    "ensemble-vecteurs": Pair(
        "fr_core_news_md, vecteurs et textcat ensemble",
        spacy_textcat.charger_textcat,
        spacy_textcat.apprendre_ensemble_vecteurs,
    ),
    "regles": Pair("Vigie, règles seules", chaine.charger_regles),
    "regles-eds": Pair("Vigie, règles seules, qualificateurs d'edsnlp", chaine.charger_regles_eds),
    "vigie-eds": Pair("Vigie, qualificateurs d'edsnlp", chaine.charger_vigie_eds, livre=True),
    "vigie": Pair("**Vigie**", chaine.charger_vigie, livre=True),
}
