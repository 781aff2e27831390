"""Le fichier des personnes, les personnes déjà connues et les responsables."""

from __future__ import annotations

from domain.imports import (
    LigneEquipe,
    Resultat,
    rapprocher_equipe,
    resoudre_responsables,
    valider_equipe,
)
from domain.personne import Competence, Personne, Role
from tests.unit.test_imports_lignes import tableau

PERSONNE: list[Personne] = []
COLONNES = "nom;roles;organisation;equipe;competences;capacite;responsable;matricule"


def valider(*lignes: str) -> Resultat[LigneEquipe]:
    """Rend la validation de quelques personnes."""
    return valider_equipe(tableau(COLONNES, *lignes))


def erreurs(*lignes: str) -> list[str]:
    """Rend les phrases d'erreur de quelques personnes."""
    return [str(erreur) for erreur in valider(*lignes).erreurs]


def equipe(*qui: str) -> tuple[LigneEquipe, ...]:
    """Écrit des responsables « nom;responsable;matricule » qui valident sans reproche."""
    lignes = [f"{nom};responsable;Org;;;;{chef};{matricule}" for nom, chef, matricule in (x.split(";") for x in qui)]
    resultat = valider(*lignes)
    assert resultat.valide
    return resultat.lignes


def connue(ident: int, nom: str, matricule: str | None = None, responsable_id: int | None = None) -> Personne:
    """Une personne déjà enregistrée."""
    roles = frozenset({Role.RESPONSABLE})
    return Personne(ident, nom, roles, "Org", matricule=matricule, responsable_id=responsable_id)


def test_une_personne_complete_est_rendue_typee() -> None:
    resultat = valider("Zoé  Lemaire;Cellule, chargé;Habitat du Nord;Nord;Sécurité,violences femmes;20;Ana;007")
    assert resultat.lignes == (
        LigneEquipe(
            numero=2,
            nom="Zoé Lemaire",
            roles=frozenset({Role.CELLULE, Role.CHARGE}),
            organisation="Habitat du Nord",
            equipe="Nord",
            competences=frozenset({Competence.SECURITE, Competence.VIOLENCES_FEMMES}),
            capacite=20,
            responsable="Ana",
            matricule="007",
        ),
    )


def test_un_role_inconnu_est_refuse_avec_les_roles_possibles_et_le_plus_proche() -> None:
    assert erreurs("Ana;gardienne,admin;Org") == [
        "ligne 2 : rôle inconnu « gardienne » (peut-être « gardien » ?) ; "
        "rôles possibles : gardien, partenaire, charge, responsable, cellule, admin"
    ]


def test_des_roles_separes_autrement_que_par_des_virgules_sont_expliques() -> None:
    (phrase,) = erreurs("Ana;gardien/charge;Org")
    assert "« gardien/charge » (plusieurs se séparent par des virgules)" in phrase


def test_une_competence_inconnue_est_refusee_avec_les_competences_possibles() -> None:
    (phrase,) = erreurs("Ana;cellule;Org;;juridiques")
    assert phrase.startswith(
        "ligne 2 : compétence inconnue « juridiques » (peut-être « juridique » ?) ; compétences pos"
    )


def test_une_liste_de_roles_sans_role_vaut_une_cellule_vide() -> None:
    assert erreurs("Ana; , ;Org", "Bob;;Org") == [
        "ligne 2 : la colonne « roles » est vide",
        "ligne 3 : la colonne « roles » est vide",
    ]


def test_deux_personnes_de_meme_nom_sans_matricule_sont_toutes_deux_refusees() -> None:
    phrases = erreurs("Ana Roy;gardien;Org;;;;;7", "Bob;gardien;Org", "ANA  ROY;gardien;Autre")
    assert [phrase.split(" : ")[0] for phrase in phrases] == ["ligne 2", "ligne 4"]
    assert "aussi à la ligne 4" in phrases[0]


def test_deux_personnes_de_meme_nom_avec_chacune_un_matricule_sont_admises() -> None:
    assert valider("Ana Roy;gardien;Org;;;;;7", "Ana Roy;gardien;Org;;;;;8").valide


def test_un_matricule_ne_sert_qu_une_fois() -> None:
    phrases = erreurs("Ana;gardien;Org;;;;;a7", "Bob;gardien;Org;;;;;A7")
    assert [phrase.split(" : ")[0] for phrase in phrases] == ["ligne 2", "ligne 3"]


def test_un_charge_sans_equipe_et_une_cellule_sans_competence_sont_signales_sans_refus() -> None:
    resultat = valider("Ana;charge;Org", "Bob;cellule;Org")
    assert resultat.valide
    assert len(resultat.avertissements) == 2


def test_un_reimport_retrouve_chacun_et_liste_les_absents() -> None:
    connus = [connue(1, "Ana"), connue(2, "Bob", "12"), connue(3, "Cléo"), connue(4, "Dan", "14")]
    resultat = rapprocher_equipe(equipe("ana;;", "Bob;;", "Dan Roux;;14", "Eve;;"), connus)
    assert {numero: p.id for numero, p in resultat.connues.items()} == {2: 1, 3: 2, 4: 4}
    assert [p.nom for p in resultat.absentes] == ["Cléo"]
    assert resultat.avertissements == ("ligne 4 : Dan (14) devient Dan Roux",)
    assert not resultat.erreurs


def test_un_matricule_nouveau_va_a_la_personne_de_ce_nom_qui_n_en_avait_pas() -> None:
    resultat = rapprocher_equipe(equipe("Ana;;7"), [connue(1, "Ana"), connue(2, "Ana", "8")])
    assert resultat.connues[2].id == 1


def test_un_matricule_different_fait_une_autre_personne() -> None:
    assert not rapprocher_equipe(equipe("Ana;;7"), [connue(2, "Ana", "8")]).connues


def test_un_nom_que_portent_plusieurs_personnes_connues_demande_un_matricule() -> None:
    resultat = rapprocher_equipe(equipe("Ana;;"), [connue(1, "Ana", "7"), connue(2, "Ana", "8")])
    assert "ajoutez le matricule" in str(resultat.erreurs[0])


def test_deux_matricules_nouveaux_pour_une_seule_personne_connue_sont_indecidables() -> None:
    resultat = rapprocher_equipe(equipe("Ana;;7", "Ana;;8"), [connue(1, "Ana")])
    assert [erreur.numero for erreur in resultat.erreurs] == [2, 3]


def test_deux_lignes_ne_designent_pas_la_meme_personne_connue() -> None:
    resultat = rapprocher_equipe(equipe("Ana;;", "Anne;;7"), [connue(1, "Ana", "7")])
    assert [str(e) for e in resultat.erreurs] == ["ligne 3 : désigne la même personne que la ligne 2 : Ana"]


def test_un_responsable_se_trouve_par_nom_ou_matricule_dans_le_fichier_ou_parmi_les_connus() -> None:
    lignes = equipe("Ana;bob;", "Bob;C-3;", "Dan;Cléo;", "Eve;9;")
    resultat = resoudre_responsables(lignes, [connue(3, "Cléo", "C-3"), connue(4, "Bob", "9")])
    assert not resultat.erreurs
    assert {numero: cible.nom for numero, cible in resultat.par_ligne.items()} == {
        2: "Bob",
        3: "Cléo",
        4: "Cléo",
        5: "Bob",
    }
    assert isinstance(resultat.par_ligne[5], LigneEquipe)


def test_un_responsable_inconnu_est_refuse_avec_le_nom_le_plus_proche() -> None:
    resultat = resoudre_responsables(equipe("Marie Dupont;;", "Ana;Marie Dupond;"), PERSONNE)
    assert [str(e) for e in resultat.erreurs] == [
        "ligne 3 : responsable : personne inconnue « Marie Dupond » (peut-être « Marie Dupont » ?)"
    ]


def test_un_responsable_au_nom_ambigu_demande_son_matricule() -> None:
    resultat = resoudre_responsables(equipe("Bob;;7", "Bob;;8", "Ana;Bob;"), PERSONNE)
    assert str(resultat.erreurs[0]) == (
        "ligne 4 : responsable : plusieurs personnes s'appellent « Bob » : écrivez le matricule (7 ou 8) au lieu du nom"
    )


def test_une_chaine_de_responsables_qui_tourne_en_rond_est_refusee_sur_chaque_ligne() -> None:
    resultat = resoudre_responsables(equipe("Ana;Bob;", "Bob;Cléo;", "Cléo;Ana;", "Dan;Ana;", "Eve;Eve;"), PERSONNE)
    assert [erreur.numero for erreur in resultat.erreurs] == [2, 3, 4, 6]
    assert "Eve → Eve" in resultat.erreurs[-1].message


def test_une_boucle_qui_passe_par_une_personne_connue_est_vue() -> None:
    connus = [connue(1, "Ana"), connue(2, "Bob", responsable_id=1)]
    resultat = resoudre_responsables(equipe("Ana;Bob;"), connus)
    assert [erreur.numero for erreur in resultat.erreurs] == [2]


def test_un_responsable_sans_le_role_est_signale_sans_refus() -> None:
    lignes = valider("Ana;gardien;Org", "Bob;gardien;Org;;;;Ana").lignes
    resultat = resoudre_responsables(lignes, PERSONNE)
    assert resultat.avertissements == ("ligne 3 : Ana n'a pas le rôle responsable",)
    assert not resultat.erreurs
