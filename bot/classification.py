"""`vigie classify` et `vigie evaluate` : la classification, et ce que les personnes en ont corrigé."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from domain.justesse import Decompte, Justesse
from domain.signalement import Analyse, Motif, Statut
from domain.texte import accorder
from nlp.classifieur import Classifieur

_REPERES = {
    "residence": "Résidence",
    "batiment": "Bâtiment",
    "escalier": "Escalier",
    "etage": "Étage",
    "logement": "Logement",
}


class BadLineError(Exception):
    """Une ligne d'entrée ne se lit pas ; le message donne son numéro."""


def explain(text: str) -> str:
    """Une lecture du message, pour une personne."""
    analyse = Classifieur.charger().analyser(text)
    lines = []
    for motif in analyse.motifs:
        lines.append(f"{motif.libelle} : {_words(text, analyse, motif)}")
    lines = lines or [_nothing(analyse)]
    lines += [f"À vérifier : {motif.libelle}, {_words(text, analyse, motif)}" for motif in analyse.a_verifier]
    lines += [
        f"Écarté ({i.statut.value}) : {i.motif.libelle}, « {text[i.debut : i.fin]} »"
        for i in analyse.indices
        if i.statut is not Statut.AFFIRME
    ]
    if analyse.urgence is not None:
        lines.append(f"Urgence : {analyse.urgence.libelle}")
    lines += [f"{_REPERES[name]} : {value}" for name, value in asdict(analyse.lieu).items() if value]
    if analyse.locataire:
        lines.append(f"Locataire : {analyse.locataire}")
    return "\n".join(lines)


def _words(text: str, analyse: Analyse, motif: Motif) -> str:
    """Les mots qui ont fait ce motif, cités une fois chacun."""
    words = [text[i.debut : i.fin] for i in analyse.indices if i.motif is motif and i.statut is Statut.AFFIRME]
    return ", ".join(f"« {w} »" for w in dict.fromkeys(words)) or "sans mot précis"


def _nothing(analyse: Analyse) -> str:
    """Pourquoi aucun motif n'est retenu."""
    if analyse.langue_etrangere:
        return "Aucun motif : le message n'est pas en français."
    if analyse.incertain:
        return "Aucun motif reconnu, mais le message n'est pas clairement hors périmètre : à demander."
    return "Aucun motif : à vérifier." if analyse.a_verifier else "Aucun motif : hors périmètre."


def stream(source: Iterable[str], target: TextIO) -> None:
    """Lit `{"id","text"}` ligne à ligne et écrit la lecture de chacune, dans l'ordre ; lève `BadLineError`."""
    classifieur = Classifieur.charger()
    for number, line in enumerate(source, 1):
        if line.strip():
            item = _read(line, number)
            record = _record(item["id"], classifieur.analyser(str(item["text"])))
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
    target.flush()


def _read(line: str, number: int) -> dict[str, object]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadLineError(f"ligne {number} : ce n'est pas du JSON") from error
    if not isinstance(item, dict) or not isinstance(item.get("text"), str) or "id" not in item:
        raise BadLineError(f'ligne {number} : attendu {{"id": …, "text": …}}')
    return item


def _record(identifier: object, analyse: Analyse) -> dict[str, object]:
    evidence: dict[str, list[list[int]]] = {}
    for indice in analyse.indices:
        if indice.statut is Statut.AFFIRME and indice.motif in (*analyse.motifs, *analyse.a_verifier):
            evidence.setdefault(indice.motif.value, []).append([indice.debut, indice.fin])
    return {
        "id": identifier,
        "motifs": [motif.value for motif in analyse.motifs],
        "a_verifier": [motif.value for motif in analyse.a_verifier],
        "scores": {motif.value: score for motif, score in analyse.scores.items()},
        "evidence": evidence,
        "urgence": analyse.urgence.value if analyse.urgence else None,
        "lieu": asdict(analyse.lieu),
        "locataire": analyse.locataire,
    }


def score(path: Path, *, as_json: bool) -> str:
    """Note la classification sur un fichier annoté ; lève `BadLineError`."""
    from nlp.evaluation import LigneInvalide, evaluer

    if not path.is_file():
        raise BadLineError(f"{path} : ce fichier n'existe pas")
    try:
        lines = path.read_text(encoding="utf-8").rstrip().split("\n")
    except UnicodeDecodeError as error:
        raise BadLineError(f"{path} : ce fichier n'est pas en UTF-8") from error
    rows = [_read(line, number) for number, line in enumerate(lines, 1)]
    try:
        figures = evaluer(rows, Classifieur.charger().analyser).en_dict()
    except LigneInvalide as error:
        raise BadLineError(str(error)) from error
    if as_json:
        return json.dumps(figures, ensure_ascii=False)
    return "\n".join(f"{name} : {value}" for name, value in figures.items())


def describe(justesse: Justesse, *, as_json: bool) -> str:
    """Ce que les personnes ont gardé, retiré et ajouté, motif par motif."""
    if as_json:
        motifs = {motif.value: asdict(decompte) for motif, decompte in justesse.par_motif.items()}
        figures = {"signalements": justesse.messages, **asdict(justesse.ensemble), "motifs": motifs}
        return json.dumps(figures, ensure_ascii=False)
    if not justesse.messages:
        return "Personne n’a encore décidé d’un message : rien à compter."
    lines = [f"{accorder(justesse.messages, 'message décidé', 'messages décidés')} : {_count(justesse.ensemble)}"]
    lines += [f"{motif.libelle} : {_count(d)}" for motif, d in justesse.par_motif.items() if d.decisions or d.questions]
    return "\n".join(lines)


def _count(decompte: Decompte) -> str:
    counts = (
        f"justes {decompte.justes} sur {decompte.decisions}, en trop {decompte.en_trop}, oubliés {decompte.oublies}"
    )
    asked = f", questions {decompte.questions} dont confirmées {decompte.confirmees}" if decompte.questions else ""
    return counts + asked
