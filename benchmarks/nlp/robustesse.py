"""Ce que perd la lecture quand le texte est abîmé : `python -m benchmarks.nlp.robustesse`.

Les messages de la main témoin, tels quels puis abîmés chaque fois de la même façon. Les fautes sont d'oreille et de
clavier, autres que celles dont l'apprentissage abîme ses exemples.
"""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from domain.signalement import Urgence
from nlp import Classifieur
from nlp.evaluation import evaluer, lire_lignes

RACINE = Path(__file__).parents[2]
TEMOIN = RACINE / "nlp" / "corpus" / "temoin" / "ps.jsonl"
ETRANGERS = Path(__file__).parent / "etrangers.txt"
"""Des messages en quinze langues, une par ligne après son code."""
REMPLISSAGE = "Je vous remercie de votre passage de ce matin pour les ampoules du hall, tout est en ordre de ce cote. "
_OREILLE = (
    ("eau", "o"),
    ("qu", "k"),
    ("ph", "f"),
    ("ai", "é"),
    ("er", "é"),
    ("ss", "s"),
    ("tt", "t"),
    ("ll", "l"),
    ("nn", "n"),
    ("mm", "m"),
    ("ent", "e"),
    ("es", "e"),
    ("c", "s"),
    ("é", "e"),
    ("an", "en"),
    ("in", "ain"),
)
Abimer = Callable[[str], str]


def sans_accents(texte: str) -> str:
    """Lettres nues."""
    return "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))


def dictee(texte: str) -> str:
    """Ni majuscule, ni ponctuation."""
    return " ".join(re.sub(r"[^\w\s'’-]", " ", texte.lower()).split())


def abreviations(texte: str) -> str:
    """Les mots que l'on abrège, dans leur forme abrégée la plus courte."""
    chemin = RACINE / "nlp" / "normaliseur" / "abreviations.toml"
    connues = tomllib.loads(chemin.read_text(encoding="utf-8"))["abreviations"]
    courtes: dict[str, str] = {}
    for courte, longue in connues.items():
        if len(courte) < len(courtes.get(longue, longue)):
            courtes[longue] = courte
    return re.sub(r"\w+", lambda m: courtes.get(sans_accents(m.group().lower()), m.group()), texte)


def fautes(part: float) -> Abimer:
    """Une faute d'oreille, à défaut une inversion, dans `part` des mots d'au moins quatre lettres."""

    def abimer(texte: str) -> str:
        alea = random.Random(texte)

        def un_mot(trouve: re.Match[str]) -> str:
            mot = trouve.group()
            if alea.random() >= part:
                return mot
            possibles = [(a, b) for a, b in _OREILLE if a in mot[1:]]
            if possibles:
                a, b = alea.choice(possibles)
                return mot[0] + mot[1:].replace(a, b, 1)
            i = alea.randrange(1, len(mot) - 1)
            return mot[:i] + mot[i + 1] + mot[i] + mot[i + 2 :]

        return re.sub(r"[^\W\d_]{4,}", un_mot, texte)

    return abimer


def emojis(texte: str) -> str:
    """Un signe tous les six mots, et à la fin."""
    mots = texte.split(" ")
    return " ".join(f"{mot} 😡" if rang % 6 == 5 else mot for rang, mot in enumerate(mots)) + " 🙏🙏"


def noye(texte: str) -> str:
    """Le message au milieu de 4 096 caractères sans rapport."""
    manque = max(0, 4096 - len(texte)) // 2
    autour = (REMPLISSAGE * 30)[:manque]
    return f"{autour} {texte} {autour}"


ALTERATIONS: Mapping[str, Abimer] = {
    "tel quel": str,
    "tout en capitales": str.upper,
    "sans accents": sans_accents,
    "dicté (ni majuscule ni ponctuation)": dictee,
    "abréviations": abreviations,
    "fautes, 10 % des mots": fautes(0.1),
    "fautes, 20 % des mots": fautes(0.2),
    "emojis": emojis,
    "noyé dans 4 096 caractères": noye,
}


def main() -> None:
    """Le tableau, puis ce que deviennent les autres langues, sur la sortie standard."""
    lignes = lire_lignes(TEMOIN)
    analyser = Classifieur.charger().analyser
    print("| texte | micro-F1 | quatre principaux | violences, à vérifier compris", end=" ")
    print("| `immediate` retrouvés ; justes | hors périmètre à tort |\n|---|---|---|---|---|---|")
    net: float | None = None
    for nom, abimer in ALTERATIONS.items():
        abimees: list[dict[str, Any]] = [
            {"text": abimer(x["text"]), "motifs": x["motifs"], "urgence": x["urgence"]} for x in lignes
        ]
        bilan = evaluer(abimees, analyser)
        immediate = bilan.par_urgence[Urgence.IMMEDIATE]
        ecart = "" if net is None else f" ({bilan.micro_f1 - net:+.3f})"
        net = bilan.micro_f1 if net is None else net
        print(
            f"| {nom} | {bilan.micro_f1:.3f}{ecart} | {bilan.principaux_f1:.3f} | {bilan.violence_large.rappel:.2f} |"
            f" {immediate.rappel:.2f} ; {immediate.precision:.2f} | {bilan.part_fausses_alertes:.0%} |"
        )
    textes = [ligne.split(" | ", 1)[1] for ligne in ETRANGERS.read_text(encoding="utf-8").splitlines()]
    lus = [analyser(texte) for texte in textes]
    pris = sum(analyser(ligne["text"]).langue_etrangere for ligne in lignes)
    print(f"Autres langues : {sum(lu.langue_etrangere for lu in lus)} messages reconnus sur {len(lus)} ;", end=" ")
    print(f"un motif affirmé dans {sum(bool(lu.motifs) for lu in lus)} ;", end=" ")
    print(f"français pris pour une autre langue : {pris} sur {len(lignes)}.")


if __name__ == "__main__":
    main()
