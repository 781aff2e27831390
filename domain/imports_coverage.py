"""Valider le fichier des périmètres, puis trouver les personnes et les résidences qu'il nomme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.imports_cellules import Cellules, Suggestions
from domain.imports_lignes import Forme, Lecture, lire_lignes
from domain.imports_personnes import Annuaire, Introuvable, PersonneConnue
from domain.imports_tableau import Resultat, Tableau
from domain.personne import Perimetre, Residence
from domain.texte import enumerer, plier

FORME = Forme(requises=("nom",), facultatives=("bailleur", "secteur", "residence"))


@dataclass(frozen=True, slots=True)
class LigneCoverage:
    """Un périmètre tel que le fichier l'écrit ; `nom` peut être un matricule."""

    numero: int
    nom: str
    bailleur: str | None = None
    secteur: str | None = None
    residence: str | None = None


@dataclass(frozen=True, slots=True)
class Couverture:
    """Un périmètre dont la personne et le lieu sont trouvés."""

    numero: int
    personne_id: int
    perimetre: Perimetre


def valider_coverage(tableau: Tableau) -> Resultat[LigneCoverage]:
    """Vérifie la forme du fichier des périmètres ; les noms se cherchent ensuite, par `resoudre_coverage`."""
    return lire_lignes(tableau, FORME, _lire).resultat()


def _lire(cellules: Cellules) -> LigneCoverage:
    nom = cellules.requis("nom")
    avant = len(cellules.erreurs)
    bailleur, secteur, residence = (cellules.texte(colonne) for colonne in FORME.facultatives)
    if not (bailleur or secteur or residence) and len(cellules.erreurs) == avant:
        cellules.refuser("aucun périmètre : remplissez bailleur, secteur ou residence")
    return LigneCoverage(cellules.numero, nom, bailleur, secteur, residence)


def resoudre_coverage(
    lignes: Sequence[LigneCoverage], personnes: Sequence[PersonneConnue], residences: Sequence[Residence]
) -> Resultat[Couverture]:
    """Trouve la personne et le périmètre de chaque ligne ; la colonne remplie la plus étroite compte seule.

    Une ligne qui répète le périmètre d'une autre est écartée avec un avertissement.
    """
    annuaire = Annuaire((personne, personne.nom, (personne.matricule,)) for personne in personnes)
    patrimoine = _Patrimoine(residences)
    lecture: Lecture[Couverture] = Lecture()
    vues: dict[tuple[int, Perimetre], int] = {}
    for ligne in lignes:
        qui: int | None = None
        perimetre: Perimetre | None = None
        try:
            qui = annuaire.chercher(ligne.nom).id
        except Introuvable as refus:
            lecture.refuser(ligne, str(refus))
        try:
            perimetre, remarque = patrimoine.perimetre(ligne)
        except Introuvable as refus:
            lecture.refuser(ligne, str(refus))
            continue
        if remarque:
            lecture.avertir(ligne, remarque)
        if qui is None:
            continue
        if (premiere := vues.setdefault((qui, perimetre), ligne.numero)) != ligne.numero:
            lecture.avertir(ligne, f"répète le périmètre de la ligne {premiere}")
            continue
        lecture.lignes.append(Couverture(ligne.numero, qui, perimetre))
    return lecture.resultat()


class _Patrimoine:
    """Les résidences connues, cherchées par nom, par secteur ou par bailleur."""

    def __init__(self, residences: Iterable[Residence]) -> None:
        self._par_nom: dict[str, list[Residence]] = {}
        self._secteurs: dict[str, dict[str, Residence]] = {}
        self._bailleurs: dict[str, str] = {}
        noms: list[str] = []
        for residence in residences:
            noms.append(residence.nom)
            self._par_nom.setdefault(plier(residence.nom), []).append(residence)
            if residence.commune:
                self._par_nom.setdefault(plier(f"{residence.nom} ({residence.commune})"), []).append(residence)
            if residence.secteur:
                self._secteurs.setdefault(plier(residence.secteur), {}).setdefault(plier(residence.bailleur), residence)
            self._bailleurs.setdefault(plier(residence.bailleur), residence.bailleur)
        self._proche_residence = Suggestions(noms)
        self._proche_secteur = Suggestions(r.secteur or "" for s in self._secteurs.values() for r in s.values())
        self._proche_bailleur = Suggestions(self._bailleurs.values())

    def perimetre(self, ligne: LigneCoverage) -> tuple[Perimetre, str | None]:
        """Rend le périmètre de la colonne la plus étroite, et s'il y a lieu une remarque ; lève `Introuvable`."""
        if ligne.residence:
            return self._residence(ligne, ligne.residence)
        if ligne.secteur:
            return self._secteur(ligne, ligne.secteur)
        ecrit = ligne.bailleur or ""
        bailleur = self._bailleurs.get(plier(ecrit))
        if bailleur is None:
            raise Introuvable(f"bailleur inconnu « {ecrit} »{self._proche_bailleur(ecrit)}")
        return Perimetre(bailleur=bailleur), None

    def _residence(self, ligne: LigneCoverage, ecrit: str) -> tuple[Perimetre, str | None]:
        """Les colonnes plus larges ne servent qu'à départager des résidences de même nom."""
        trouvees = self._par_nom.get(plier(ecrit), [])
        if not trouvees:
            raise Introuvable(f"résidence inconnue « {ecrit} »{self._proche_residence(ecrit)}")
        accordees = [residence for residence in trouvees if _accordee(ligne, residence)]
        if len(trouvees) > 1 and len(accordees) != 1:
            ou = enumerer([f"{r.bailleur}, {r.commune or 'commune inconnue'}" for r in trouvees[:4]], "ou")
            raise Introuvable(
                f"plusieurs résidences s'appellent « {ecrit} » ({ou}) : "
                f"remplissez aussi bailleur, ou écrivez la commune, « {ecrit} (commune) »"
            )
        residence = (accordees or trouvees)[0]
        remarque = None
        if not accordees:
            secteur = residence.secteur or "non dit"
            ou = f"{residence.bailleur}, secteur {secteur}"
            remarque = f"« {residence.nom} » est ailleurs : {ou} ; la résidence compte seule"
        return Perimetre(residence_id=residence.id), remarque

    def _secteur(self, ligne: LigneCoverage, ecrit: str) -> tuple[Perimetre, str | None]:
        """Un secteur de même nom chez plusieurs bailleurs reste chez celui que la ligne nomme."""
        chez = self._secteurs.get(plier(ecrit))
        if not chez:
            raise Introuvable(f"secteur inconnu « {ecrit} »{self._proche_secteur(ecrit)}")
        secteur = next(iter(chez.values())).secteur
        nomme = chez.get(plier(ligne.bailleur or ""))
        if nomme is not None and len(chez) > 1:
            return Perimetre(bailleur=nomme.bailleur, secteur=secteur), None
        bailleurs = enumerer([residence.bailleur for residence in chez.values()])
        if len(chez) > 1:
            return Perimetre(secteur=secteur), f"le secteur « {secteur} » couvre {bailleurs}"
        if ligne.bailleur and nomme is None:
            return Perimetre(secteur=secteur), f"le secteur « {secteur} » est à {bailleurs} ; le secteur compte seul"
        return Perimetre(secteur=secteur), None


def _accordee(ligne: LigneCoverage, residence: Residence) -> bool:
    if ligne.bailleur and plier(ligne.bailleur) != plier(residence.bailleur):
        return False
    return not ligne.secteur or plier(ligne.secteur) == plier(residence.secteur or "")
