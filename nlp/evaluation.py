"""Note le classifieur sur un fichier annoté (guide d'annotation) ; sert la commande `vigie evaluate`.

Une ligne annotée : `{"id", "text", "motifs", "urgence", "lieu"?, "locataire"?}`. Les lignes sans `lieu` ne
comptent pas dans la mesure des repères.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.signalement import Analyse, Motif, Urgence
from nlp.appris.etiquettes import REPERES

PRINCIPAUX = (Motif.IMPAYES, Motif.INCURIE, Motif.VIOLENCE, Motif.NON_REPONSE)
CORPUS = Path(__file__).parent / "corpus" / "mains"
"""Les messages annotés, une main par fichier."""

_MOTIFS, _URGENCES = list(Motif), list(Urgence)

Ligne = Mapping[str, Any]


class LigneInvalide(ValueError):
    """Une ligne annotée inutilisable ; le message dit laquelle et pourquoi."""


@dataclass(slots=True)
class Compte:
    """Vrais positifs, faux positifs, faux négatifs."""

    vp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Part juste de ce qui est annoncé ; 1 quand rien n'est annoncé ni attendu."""
        return _part(self.vp, self.vp + self.fp)

    @property
    def rappel(self) -> float:
        """Part trouvée de ce qui est attendu ; 1 quand rien n'est attendu."""
        return _part(self.vp, self.vp + self.fn)

    @property
    def attendus(self) -> int:
        """Combien étaient à trouver."""
        return self.vp + self.fn

    @property
    def f1(self) -> float:
        """Moyenne harmonique de la précision et du rappel."""
        return _part(2 * self.vp, 2 * self.vp + self.fp + self.fn)

    def ajouter(self, attendu: bool, trouve: bool) -> None:
        """Compte une décision."""
        self.vp += attendu and trouve
        self.fp += trouve and not attendu
        self.fn += attendu and not trouve

    def en_dict(self) -> dict[str, float]:
        """Chiffres arrondis au millième, et l'effectif attendu."""
        chiffres = {"precision": self.precision, "rappel": self.rappel, "f1": self.f1}
        return {**{k: round(v, 3) for k, v in chiffres.items()}, "effectif": self.attendus}


@dataclass(slots=True)
class Bilan:
    """Les mesures d'un fichier annoté."""

    messages: int = 0
    par_motif: dict[Motif, Compte] = field(default_factory=lambda: {m: Compte() for m in Motif})
    violence_large: Compte = field(default_factory=Compte)
    par_urgence: dict[Urgence, Compte] = field(default_factory=lambda: {u: Compte() for u in Urgence})
    par_repere: dict[str, Compte] = field(default_factory=lambda: {r: Compte() for r in REPERES})
    hors_perimetre: int = 0
    fausses_alertes: int = 0
    fausses_alertes_larges: int = 0
    alertes_tues: int = 0
    """Messages qui portent un motif et que l'on prend pour hors périmètre, sans même une question."""

    @property
    def micro_f1(self) -> float:
        """F1 sur toutes les décisions de motif."""
        return _somme(self.par_motif.values()).f1

    @property
    def macro_f1(self) -> float:
        """Moyenne des F1 des motifs que le fichier porte ou que le classifieur annonce."""
        presents = [c for c in self.par_motif.values() if c.vp + c.fp + c.fn]
        return sum(c.f1 for c in presents) / len(presents) if presents else 0.0

    @property
    def principaux_f1(self) -> float:
        """F1 réuni des quatre motifs de la mission."""
        return _somme(self.par_motif[m] for m in PRINCIPAUX).f1

    @property
    def part_fausses_alertes(self) -> float:
        """Part des messages hors périmètre à qui un motif est donné."""
        return self.fausses_alertes / self.hors_perimetre if self.hors_perimetre else 0.0

    @property
    def part_alertes_tues(self) -> float:
        """Part des messages portant un motif que l'on prend pour hors périmètre, sans même une question."""
        return self.alertes_tues / max(1, self.messages - self.hors_perimetre)

    @property
    def reperes_f1(self) -> float:
        """F1 réuni des repères, égalité exacte des valeurs (casse et blancs de bord exceptés)."""
        return _somme(self.par_repere.values()).f1

    def en_dict(self) -> dict[str, Any]:
        """Le bilan prêt pour JSON."""
        immediate = self.par_urgence[Urgence.IMMEDIATE]
        return {
            "messages": self.messages,
            "micro_f1": round(self.micro_f1, 3),
            "macro_f1": round(self.macro_f1, 3),
            "principaux_f1": round(self.principaux_f1, 3),
            "motifs": {m.value: c.en_dict() for m, c in self.par_motif.items()},
            "violence_avec_a_verifier": self.violence_large.en_dict(),
            "hors_perimetre": {
                "messages": self.hors_perimetre,
                "fausses_alertes": self.fausses_alertes,
                "part": round(self.part_fausses_alertes, 3),
                "avec_a_verifier": self.fausses_alertes_larges,
            },
            "alertes_tues": {"messages": self.alertes_tues, "part": round(self.part_alertes_tues, 3)},
            "urgence": {u.value: c.en_dict() for u, c in self.par_urgence.items()},
            "urgence_immediate": {"rappel": round(immediate.rappel, 3), "precision": round(immediate.precision, 3)},
            "reperes": {"f1": round(self.reperes_f1, 3), **{r: c.en_dict() for r, c in self.par_repere.items()}},
        }


def lire_lignes(chemin: Path) -> list[Ligne]:
    """Les lignes d'un fichier annoté que l'on sait bien formé. Lève `OSError` ou `ValueError`.

    Une ligne finit à son retour : un séparateur d'Unicode, collé dans un message, ne la coupe pas.
    """
    with chemin.open(encoding="utf-8") as fichier:
        return [json.loads(ligne) for ligne in fichier]


def evaluer(lignes: Iterable[Ligne], analyser: Callable[[str], Analyse] | None = None) -> Bilan:
    """Classe et note chaque ligne. `analyser` : à défaut, un classifieur chargé ici.

    Lève `LigneInvalide` pour une ligne qui n'est pas au format du corpus (`nlp/corpus/README.md`, « Le format »).
    """
    if analyser is None:
        from nlp.classifieur import Classifieur

        analyser = Classifieur.charger().analyser
    bilan = Bilan()
    for numero, ligne in enumerate(lignes, 1):
        texte, motifs, urgence = _lire(numero, ligne)
        analyse = analyser(texte)
        _noter_motifs(bilan, motifs, analyse)
        for niveau, compte in bilan.par_urgence.items():
            compte.ajouter(urgence is niveau, analyse.urgence is niveau)
        if "lieu" in ligne or "locataire" in ligne:
            _noter_reperes(bilan, ligne, analyse)
    return bilan


def _lire(numero: int, ligne: Ligne) -> tuple[str, frozenset[Motif], Urgence | None]:
    texte = ligne.get("text")
    if not isinstance(texte, str):
        raise LigneInvalide(f"ligne {numero} : « text » manque")
    motifs, urgence, lieu = ligne.get("motifs") or [], ligne.get("urgence") or None, ligne.get("lieu") or {}
    if not isinstance(motifs, list) or any(m not in _MOTIFS for m in motifs):
        raise LigneInvalide(f"ligne {numero} : « motifs » est une liste, parmi {', '.join(Motif)}")
    if urgence is not None and urgence not in _URGENCES:
        raise LigneInvalide(f"ligne {numero} : « urgence » est vide, ou parmi {', '.join(Urgence)}")
    reperes = {**lieu, "locataire": ligne.get("locataire")} if isinstance(lieu, dict) else {"lieu": lieu}
    if any(nom not in REPERES or not isinstance(valeur, str | None) for nom, valeur in reperes.items()):
        raise LigneInvalide(f"ligne {numero} : « lieu » et « locataire » sont des textes, parmi {', '.join(REPERES)}")
    return texte, frozenset(map(Motif, motifs)), Urgence(urgence) if urgence else None


def _noter_motifs(bilan: Bilan, attendus: frozenset[Motif], analyse: Analyse) -> None:
    bilan.messages += 1
    for motif, compte in bilan.par_motif.items():
        compte.ajouter(motif in attendus, motif in analyse.motifs)
    large = Motif.VIOLENCE in {*analyse.motifs, *analyse.a_verifier}
    bilan.violence_large.ajouter(Motif.VIOLENCE in attendus, large)
    if not attendus:
        bilan.hors_perimetre += 1
        bilan.fausses_alertes += bool(analyse.motifs)
        bilan.fausses_alertes_larges += bool(analyse.motifs or analyse.a_verifier)
    bilan.alertes_tues += bool(attendus) and analyse.hors_perimetre


def _noter_reperes(bilan: Bilan, ligne: Ligne, analyse: Analyse) -> None:
    attendu = {**(ligne.get("lieu") or {}), "locataire": ligne.get("locataire")}
    for repere, compte in bilan.par_repere.items():
        trouve = analyse.locataire if repere == "locataire" else getattr(analyse.lieu, repere)
        voulu = attendu.get(repere)
        juste = bool(voulu) and _plat(voulu) == _plat(trouve)
        compte.vp += juste
        compte.fp += bool(trouve) and not juste
        compte.fn += bool(voulu) and not juste


def _plat(valeur: str | None) -> str:
    return " ".join((valeur or "").split()).casefold()


def _part(numerateur: int, denominateur: int) -> float:
    return numerateur / denominateur if denominateur else 1.0


def _somme(comptes: Iterable[Compte]) -> Compte:
    tous: Sequence[Compte] = list(comptes)
    return Compte(sum(c.vp for c in tous), sum(c.fp for c in tous), sum(c.fn for c in tous))
