"""La petite langue des listes d'indices, traduite en motifs pour le `Matcher` de spaCy (voir nlp/README.md).

    repond* ... plus            un début de mot, jusqu'à trois mots quelconques, un mot
    (sans / plus de) nouvelle*  un choix de suites
    dette|arriere* locati*?     un choix de mots, un mot facultatif
    @payer ..5 loyer*           une liste nommée, jusqu'à cinq mots
    @nb mois de loyer           un nombre, en chiffres ou en lettres

Hors parenthèses, « | » lie deux mots voisins ; entre parenthèses, « / » et « | » séparent des suites entières.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from nlp.normaliseur.table import formes
from nlp.texte import replier

SUITES_MAX = 4_000
"""Nombre de suites qu'une ligne peut produire ; au-delà, la ligne est trop large et c'est une erreur."""
_LEXEME = re.compile(r"\(|\)|/|\||\?|\.\.\.|\.\.\d+|@[a-z_]+|[^\s()/|?]+")


class LigneIllisible(ValueError):
    """Une ligne d'indice mal écrite ; le message cite la ligne."""


@dataclass(frozen=True, slots=True)
class Mot:
    """Un mot attendu parmi plusieurs ; « frapp* » accepte tout mot qui commence ainsi."""

    formes: frozenset[str]
    facultatif: bool = False


@dataclass(frozen=True, slots=True)
class Trou:
    """Jusqu'à `maximum` mots quelconques, sans ponctuation forte."""

    maximum: int


Suite = tuple[Mot | Trou, ...]
Listes = Mapping[str, str]


def lire_ligne(ligne: str, listes: Listes) -> tuple[Suite, ...]:
    """Toutes les suites qu'une ligne décrit."""
    lexemes = _LEXEME.findall(replier(ligne))
    lecture = _Lecture(lexemes, listes, ligne)
    suites = lecture.suites(fin=False)
    if lecture.position != len(lexemes) or not suites or any(not _a_un_mot(s) for s in suites):
        raise LigneIllisible(f"indice illisible : {ligne!r}")
    if len(suites) > SUITES_MAX:
        raise LigneIllisible(f"indice trop large ({len(suites)} suites) : {ligne!r}")
    return tuple(dict.fromkeys(suites))


def lire_lignes(bloc: str) -> Iterator[str]:
    """Les lignes utiles d'un bloc : ni vides, ni commentaires (« # »)."""
    for brute in bloc.splitlines():
        ligne = brute.split("#")[0].strip()
        if ligne:
            yield ligne


def _a_un_mot(suite: Suite) -> bool:
    return any(isinstance(e, Mot) and not e.facultatif for e in suite)


class _Lecture:
    """Lecteur descendant ; rend à chaque niveau la liste des suites possibles."""

    def __init__(self, lexemes: list[str], listes: Listes, ligne: str) -> None:
        self.lexemes = lexemes
        self.position = 0
        self._listes = listes
        self._ligne = ligne

    def _voir(self) -> str | None:
        return self.lexemes[self.position] if self.position < len(self.lexemes) else None

    def _prendre(self) -> str:
        lexeme = self._voir()
        if lexeme is None:
            raise LigneIllisible(f"indice inachevé : {self._ligne!r}")
        self.position += 1
        return lexeme

    def suites(self, *, fin: bool) -> list[Suite]:
        """Une alternative de suites séparées par « / », fermée par « ) » si `fin`."""
        toutes: list[Suite] = []
        morceaux: list[list[Suite]] = []
        while (lexeme := self._voir()) is not None and lexeme != ")":
            if lexeme == "/" or (fin and lexeme == "|"):
                self._prendre()
                toutes += _enchainer(morceaux)
                morceaux = []
            else:
                morceaux.append(self._element(colle=not fin))
        if fin and self._prendre() != ")":  # pragma: no cover - _prendre lève avant
            raise LigneIllisible(f"parenthèse non fermée : {self._ligne!r}")
        return toutes + _enchainer(morceaux)

    def _element(self, *, colle: bool) -> list[Suite]:
        choix = self._atome()
        while colle and self._voir() == "|":
            self._prendre()
            choix = choix + self._atome()
        choix = _fondre(choix)
        if self._voir() == "?":
            self._prendre()
            return _rendre_facultatif(choix)
        return choix

    def _atome(self) -> list[Suite]:
        lexeme = self._prendre()
        if lexeme == "(":
            return self.suites(fin=True)
        if lexeme == "...":
            return [(Trou(3),)]
        if lexeme.startswith(".."):
            return [(Trou(int(lexeme[2:])),)]
        if lexeme.startswith("@"):
            return self._liste(lexeme[1:])
        if lexeme in {")", "|", "?", "*"}:
            raise LigneIllisible(f"signe {lexeme!r} inattendu : {self._ligne!r}")
        return [tuple(Mot(frozenset({formes().get(m, m)})) for m in re.split(r"['’-]", lexeme) if m)]

    def _liste(self, nom: str) -> list[Suite]:
        if nom not in self._listes:
            raise LigneIllisible(f"liste inconnue @{nom} : {self._ligne!r}")
        suites: list[Suite] = []
        for entree in lire_lignes(self._listes[nom].replace(",", "\n")):
            suites += lire_ligne(entree, self._listes)
        return suites


def _enchainer(morceaux: list[list[Suite]]) -> list[Suite]:
    if not morceaux:
        return []
    return [tuple(e for suite in choix for e in suite) for choix in product(*morceaux)]


def _fondre(choix: list[Suite]) -> list[Suite]:
    """Réunit en un seul choix de mots toutes les suites d'un mot obligatoire."""
    simples: set[str] = set()
    autres: list[Suite] = []
    for suite in choix:
        premier = suite[0] if len(suite) == 1 else None
        if isinstance(premier, Mot) and not premier.facultatif:
            simples |= premier.formes
        else:
            autres.append(suite)
    return ([(Mot(frozenset(simples)),)] if simples else []) + autres


def _rendre_facultatif(choix: list[Suite]) -> list[Suite]:
    if len(choix) == 1 and len(choix[0]) == 1 and isinstance(choix[0][0], Mot):
        return [(Mot(choix[0][0].formes, facultatif=True),)]
    return [*choix, ()]
