"""Un profil faux s'explique en une ligne, qui nomme la clé et ce qui est admis."""

from __future__ import annotations

from pathlib import Path

import pytest

import dispositifs
from domain.dispositif import Dispositif, DispositifInvalide
from domain.lecture_dispositif import lire_dispositif

ENTETE = 'nom = "essai"\ntitre = "Essai"\nbailleurs = ["Bailleur"]\n'


def lire(suite: str = "") -> Dispositif:
    return lire_dispositif(ENTETE + suite, "essai.toml")


@pytest.mark.parametrize(
    ("suite", "mots"),
    [
        ("capacité = 3", ["TOML", "ligne 4"]),
        ("capasite = 3", ["capasite", "clé inconnue", "« capacite »"]),
        ("xyz = 3", ["xyz", "clés admises", "capacite"]),
        ("capacite = 0", ["capacite", "1 ou plus"]),
        ("capacite = true", ["capacite", "entier"]),
        ("afficher_motifs = 1", ["afficher_motifs", "true, false"]),
        ('indicateurs = ["chiffres"]', ["indicateurs", "« chiffres »", "tentatives"]),
        ("[delais]\nhaute = 4", ["delais.haute", "« 4 heures ouvrées »"]),
        ('[delais]\nhaute = "bientôt"', ["delais.haute", "« bientôt »"]),
        ('[delais]\nurgente = "1 heure"', ["delais.urgente", "clé inconnue", "immediate"]),
        ('[aller_vers]\nlieux = ["agence"]', ["aller_vers.lieux", "domicile"]),
        ('[aller_vers]\nlieux = ["maison"]', ["aller_vers.lieux", "domicile, agence, lieu_neutre"]),
        ("[aller_vers.premiere]\nhaute = 3", ["aller_vers.premiere.haute"]),
        ("[aller_vers]\necheks_avant_blocage = 3", ["aller_vers.echeks_avant_blocage", "« echecs_avant_blocage »"]),
        ('[horaires]\njours = ["lundi", "lundi"]', ["horaires.jours", "répétée"]),
        ('[horaires]\njours = "lundi"', ["horaires.jours", "liste"]),
        ('[horaires]\nplages = ["9 h"]', ["horaires.plages", "« 9 h à 12 h 30 »"]),
        ('[horaires]\nplages = ["9 h à 25 h"]', ["horaires.plages", "n’est pas une heure"]),
        ('[horaires]\nplages = ["21 h à 22 h"]', ["horaires", "la nuit"]),
        ('[horaires]\nferies = "corse"', ["horaires.feries", "france, alsace-moselle"]),
        ('[reunion]\nrang = "cinquième"', ["reunion.rang", "premier"]),
        ('[reunion]\nheure = "midi"', ["reunion.heure", "« 9 h 30 »"]),
        ("[reunion]\nmois = 2", ["reunion.mois", "clé inconnue"]),
        ('[astreinte]\n"*" = []', ["astreinte.*", "au moins un nom"]),
        ("[motifs.violance]\nexclu = true", ["motifs.violance", "« violence »"]),
        ("[motifs.violence]\nexclu = true", ["motifs.violence.orientation", "vers qui se tourner"]),
        ('[motifs.violence]\nurgence_minimale = "normale"', ["motifs.violence.urgence_minimale", "haute"]),
        ('[motifs.incurie]\ncompetence = "menage"', ["motifs.incurie.competence", "social, juridique"]),
        ("motifs = 3", ["motifs", "table"]),
        ("[conservation]\ndossiers = 3", ["conservation.dossiers", "« dossiers_clos »"]),
        ("[accompagnement]\nbilan = 3", ["accompagnement.bilan", "« bilan_mois »"]),
        ('[brouillon]\nrapel = "1 heure"', ["brouillon.rapel", "« rappel »"]),
        ('[partenaires]\nCAF = ""', ["partenaires.CAF", "non vide"]),
    ],
)
def test_une_erreur_nomme_la_cle_et_ce_qui_est_admis_en_une_ligne(suite: str, mots: list[str]) -> None:
    with pytest.raises(DispositifInvalide) as refus:
        lire(suite)
    message = str(refus.value)
    assert message.startswith("essai.toml : ")
    assert "\n" not in message
    for mot in mots:
        assert mot in message


def test_un_nom_manquant_est_obligatoire() -> None:
    with pytest.raises(DispositifInvalide, match=r"vide\.toml : nom : cette clé est obligatoire"):
        lire_dispositif("", "vide.toml")
    with pytest.raises(DispositifInvalide, match="bailleurs"):
        lire_dispositif('nom = "a"\ntitre = "b"\nbailleurs = []', "vide.toml")


def test_un_profil_se_charge_aussi_par_son_chemin(tmp_path: Path) -> None:
    fichier = tmp_path / "mien.toml"
    fichier.write_text("\ufeff" + ENTETE, "utf-8")
    assert dispositifs.charger(str(fichier)).nom == "essai"


def test_un_profil_inconnu_ou_illisible_s_explique(tmp_path: Path) -> None:
    with pytest.raises(DispositifInvalide, match=r"alfy.*alfi, icf-ensemble, cilea, habitat-reuni"):
        dispositifs.charger("alfy")
    latin = tmp_path / "latin.toml"
    latin.write_bytes('titre = "Résidence"'.encode("latin-1"))
    with pytest.raises(DispositifInvalide, match="UTF-8"):
        dispositifs.charger(str(latin))
