"""Lire les cellules d'une ligne d'import : nettoyer, vérifier, et dire chaque reproche en clair."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from domain.imports_tableau import Erreur, Ligne, plier_colonne
from domain.texte import accorder, plier

LONGUEUR_MAX = 200
"""Longueur d'une cellule au-delà de laquelle on refuse, en points de code."""

ENTIER_MAX = 1_000_000
"""Plus grand nombre accepté : au-delà, c'est une faute de frappe ou une autre colonne."""

_COMPARAISONS_MAX = 100_000
_CONTROLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ENTIER = re.compile(r"[0-9]{1,18}|[0-9]{1,3}(?: [0-9]{3}){1,5}")
_AUTRE_SEPARATEUR = re.compile(r"[;/|+&]")
_CODE_POSTAL = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")

E = TypeVar("E", bound=StrEnum)


class Suggestions:
    """Propose l'écriture connue la plus proche ; se tait après cent mille comparaisons, pour rester rapide."""

    def __init__(self, connus: Iterable[str]) -> None:
        """Retient les écritures à proposer, une seule par forme pliée."""
        self._par_cle = {plier(connu): connu for connu in connus}
        self._restantes = _COMPARAISONS_MAX

    def __call__(self, texte: str) -> str:
        """Rend « (peut-être « … » ?) », précédé d'une espace, ou un texte vide quand rien ne ressemble."""
        if self._restantes <= 0:
            return ""
        self._restantes -= len(self._par_cle)
        proches = get_close_matches(plier(texte), self._par_cle, n=1, cutoff=0.7)
        return f" (peut-être « {self._par_cle[proches[0]]} » ?)" if proches else ""


def nettoyer(brut: str) -> tuple[str, str | None]:
    """Rend le texte d'une cellule (NFC, espaces réduites à une, bords coupés) et, s'il y a lieu, le reproche.

    Tabulations et retours à la ligne valent une espace ; tout autre caractère invisible est refusé.
    """
    if brut.isascii() and brut.isprintable():
        texte = " ".join(brut.split())
    else:
        if controle := _CONTROLE.search(brut):
            return brut, f"caractère de contrôle U+{ord(controle[0]):04X}"
        texte = " ".join(unicodedata.normalize("NFC", brut).split())
        for signe in texte:
            if not signe.isprintable():
                return texte, f"caractère invisible U+{ord(signe):04X}"
            if signe == "\N{REPLACEMENT CHARACTER}":
                return texte, "caractère perdu (« \N{REPLACEMENT CHARACTER} ») lors d'un enregistrement précédent"
    if len(texte) > LONGUEUR_MAX:
        return texte, f"{len(texte)} caractères, {LONGUEUR_MAX} au plus"
    return texte, None


class Cellules:
    """Les cellules d'une ligne. Chaque lecture refusée s'ajoute à `erreurs` et rend une valeur neutre."""

    def __init__(self, ligne: Ligne) -> None:
        """S'attache à une ligne du tableau."""
        self._ligne = ligne
        self.numero = ligne.numero
        self.erreurs: list[Erreur] = []
        if ligne.surplus:
            self.refuser(
                f"{accorder(ligne.surplus, 'cellule', 'cellules')} de plus que de colonnes ; un texte qui contient "
                "le séparateur se met entre guillemets"
            )

    def refuser(self, message: str) -> None:
        """Ajoute un reproche à cette ligne."""
        self.erreurs.append(Erreur(self.numero, message))

    def texte(self, colonne: str) -> str | None:
        """Rend le texte nettoyé, ou `None` si la cellule est vide, absente ou refusée."""
        brut = self._ligne.valeurs.get(colonne)
        if not brut:
            return None
        texte, reproche = nettoyer(brut)
        if reproche:
            self.refuser(f"colonne « {colonne} » : {reproche}")
            return None
        return texte or None

    def requis(self, colonne: str) -> str:
        """Rend le texte d'une cellule qui doit être remplie."""
        avant = len(self.erreurs)
        texte = self.texte(colonne)
        if texte is None and len(self.erreurs) == avant:
            self.refuser(f"la colonne « {colonne} » est vide")
        return texte or ""

    def entier(self, colonne: str) -> int | None:
        """Rend un nombre entier d'au moins 1 ; « 1 435 » est admis."""
        texte = self.texte(colonne)
        if texte is None:
            return None
        nombre = int(texte.replace(" ", "")) if _ENTIER.fullmatch(texte) else 0
        if not 0 < nombre <= ENTIER_MAX:
            self.refuser(f"colonne « {colonne} » : « {texte} » n'est pas un nombre entier entre 1 et {ENTIER_MAX}")
            return None
        return nombre

    def code_postal(self, colonne: str) -> str | None:
        """Rend un code postal français de cinq chiffres ; « 59 000 » est admis, un zéro perdu ne l'est pas."""
        texte = self.texte(colonne)
        if texte is None:
            return None
        code = texte.replace(" ", "")
        if _CODE_POSTAL.fullmatch(code):
            return code
        zero = f" ; le zéro de tête a-t-il été perdu (« 0{code} ») ?" if _CODE_POSTAL.fullmatch(f"0{code}") else ""
        self.refuser(f"code postal « {texte} » : il faut cinq chiffres{zero}")
        return None

    def choix(
        self, colonne: str, possibles: type[E], intitule: tuple[str, str], *, requis: bool = False
    ) -> frozenset[E]:
        """Rend les valeurs d'une liste séparée par des virgules.

        `intitule` sert au reproche : (« rôle inconnu », « rôles possibles »).
        """
        trouvees: set[E] = set()
        texte = (self.requis(colonne) if requis else self.texte(colonne)) or ""
        for morceau in filter(None, map(str.strip, texte.split(","))):
            try:
                trouvees.add(possibles(plier_colonne(morceau)))
            except ValueError:
                aide = (
                    " (plusieurs se séparent par des virgules)"
                    if _AUTRE_SEPARATEUR.search(morceau)
                    else Suggestions(possibles)(morceau)
                )
                self.refuser(f"{intitule[0]} « {morceau} »{aide} ; {intitule[1]} : {', '.join(possibles)}")
        if requis and texte and not texte.strip(", "):
            self.refuser(f"la colonne « {colonne} » est vide")
        return frozenset(trouvees)
