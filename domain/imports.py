"""La validation des imports, sans lecture de fichier ni base : la porte d'entrée des modules `imports_*`.

Ordre d'emploi : lire le fichier (`reports.lecture_tableau`), `valider_*`, puis `rapprocher_equipe`,
`resoudre_responsables` ou `resoudre_coverage` avec ce qui est enregistré. Une seule erreur, et rien ne s'importe.
"""

from __future__ import annotations

from domain.imports_coverage import Couverture, LigneCoverage, resoudre_coverage, valider_coverage
from domain.imports_equipe import LigneEquipe, valider_equipe
from domain.imports_personnes import PersonneConnue, Rapprochement, rapprocher_equipe
from domain.imports_residences import LigneResidence, identite_residence, valider_residences
from domain.imports_responsables import Responsables, resoudre_responsables
from domain.imports_tableau import Erreur, Ligne, Resultat, Tableau, plier_colonne

__all__ = [
    "Couverture",
    "Erreur",
    "Ligne",
    "LigneCoverage",
    "LigneEquipe",
    "LigneResidence",
    "PersonneConnue",
    "Rapprochement",
    "Responsables",
    "Resultat",
    "Tableau",
    "identite_residence",
    "plier_colonne",
    "rapprocher_equipe",
    "resoudre_coverage",
    "resoudre_responsables",
    "valider_coverage",
    "valider_equipe",
    "valider_residences",
]
