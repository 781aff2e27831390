"""La ligne de commande de l'exploitant : ce qu'elle rend, ses codes de sortie, ses erreurs d'une ligne."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import cli
from tests.bot.scene import EXEMPLES, IMPAYES, MATIN

Vigie = Callable[..., Result]


@pytest.fixture
def vigie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vigie:
    """`vigie …` dans un dossier vide, avec une base à lui et l'heure de la scène."""
    (tmp_path / "horloge").write_text(MATIN.isoformat(), encoding="ascii")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIE_CLOCK", str(tmp_path / "horloge"))
    monkeypatch.setenv("VIGIE_TELEGRAM_API", "http://127.0.0.1:9")

    def lancer(*arguments: str, entree: str = "", **reglages: str) -> Result:
        env = {f"VIGIE_{cle.upper()}": valeur for cle, valeur in reglages.items()}
        return CliRunner().invoke(cli.app, list(arguments), input=entree, env=env)

    return lancer


@pytest.fixture
def prete(vigie: Vigie) -> Vigie:
    """La même, avec l'exemple importé."""
    assert vigie("init").exit_code == 0
    for sorte in ("residences", "equipe", "coverage"):
        resultat = vigie("import", sorte, str(EXEMPLES / f"{sorte}.csv"))
        assert resultat.exit_code == 0, resultat.output
    return vigie


MAUVAIS = [
    (("run",), {}, "TELEGRAM_TOKEN"),
    (("init",), {"telegram_api": "ftp://x"}, "TELEGRAM_API"),
    (("init",), {"telegram_api": "http://telegram.example"}, "TELEGRAM_API"),
    (("init",), {"roles": "inbound,roi"}, "ROLES"),
    (("init",), {"database_url": "mysql://x"}, "DATABASE_URL"),
    (("init",), {"timezone": "Mars/Olympe"}, "TIMEZONE"),
    (("init",), {"telegram_api": "https://api.telegram.org"}, "VIGIE_CLOCK"),
    (("init",), {"clock": "/nulle/part"}, "CLOCK"),
    (("init",), {"webhook_url": "https://x.example/t"}, "WEBHOOK_SECRET"),
    (("init",), {"health_listen": "partout"}, "HEALTH_LISTEN"),
    (("init",), {"log_level": "BAVARD"}, "LOG_LEVEL"),
    (("init",), {"secret_keys": "pas-une-clef"}, "SECRET_KEYS"),
    (("init", "--dispositif", "inconnu"), {}, "DISPOSITIF"),
    (("init",), {"database_url": "postgresql+asyncpg://u:p@127.0.0.1:1/x"}, "SECRET_KEYS"),
]


@pytest.mark.parametrize(("arguments", "reglages", "nomme"), MAUVAIS)
def test_un_reglage_fautif_arrete_avec_2_et_une_ligne_qui_le_nomme(
    vigie: Vigie, arguments: tuple[str, ...], reglages: dict[str, str], nomme: str
) -> None:
    resultat = vigie(*arguments, **reglages)
    assert resultat.exit_code == 2, resultat.output
    assert nomme in resultat.stderr
    assert len(resultat.stderr.strip().splitlines()) == 1


def test_une_base_injoignable_arrete_avec_1_sans_trace(vigie: Vigie, clefs: str) -> None:
    resultat = vigie("init", database_url="postgresql+asyncpg://u:motdepasse@127.0.0.1:1/x", secret_keys=clefs)
    assert resultat.exit_code == 1
    assert "Traceback" not in resultat.output
    assert "motdepasse" not in resultat.output


def test_init_deux_fois_ne_change_rien_et_garde_ses_clefs_pour_lui(vigie: Vigie, tmp_path: Path) -> None:
    premiere = vigie("init", "--dispositif", "alfi")
    assert premiere.exit_code == 0
    clefs = tmp_path / "data" / "secret.keys"
    assert clefs.stat().st_mode & 0o777 == 0o600
    avant = clefs.read_text()
    assert vigie("init").output == premiere.output
    assert clefs.read_text() == avant
    refus = vigie("init", "--dispositif", "cilea")
    assert (refus.exit_code, "DISPOSITIF" in refus.stderr) == (2, True)


def test_une_base_sans_ses_clefs_ne_s_ouvre_pas(vigie: Vigie, tmp_path: Path) -> None:
    vigie("init")
    (tmp_path / "data" / "secret.keys").unlink()
    refus = vigie("init")
    assert (refus.exit_code, "SECRET_KEYS" in refus.stderr) == (2, True)


def test_importer_deux_fois_ne_change_rien(prete: Vigie) -> None:
    resultat = prete("import", "residences", str(EXEMPLES / "residences.csv"))
    assert resultat.exit_code == 0
    assert "Créés : 0, modifiés : 0, inchangés : 43" in resultat.output.replace("\u00a0", " ")


def test_un_fichier_fautif_sort_avec_1_et_dit_chaque_ligne(vigie: Vigie, tmp_path: Path) -> None:
    vigie("init")
    fichier = tmp_path / "mauvais.csv"
    fichier.write_text("residence;bailleur;logements\nA;B;dix\n;B;3\nC;D;4\n", encoding="utf-8")
    resultat = vigie("import", "residences", str(fichier))
    assert resultat.exit_code == 1
    assert "ligne 2" in resultat.stderr.casefold()
    assert "ligne 3" in resultat.stderr.casefold()
    assert "rien n'a été importé" in resultat.stderr
    fichier.write_text("residence;bailleur\nA;B\n", encoding="utf-8")
    assert "Créés : 1" in vigie("import", "residences", str(fichier)).output.replace("\u00a0", " ")


def test_a_blanc_verifie_sans_rien_ecrire(vigie: Vigie, tmp_path: Path) -> None:
    vigie("init")
    fichier = tmp_path / "un.csv"
    fichier.write_text("residence;bailleur\nA;B\n", encoding="utf-8")
    for _ in range(2):
        sortie = vigie("import", "residences", str(fichier), "--dry-run").output.replace("\u00a0", " ")
        assert "Créés : 1" in sortie


def test_un_fichier_absent_sort_avec_1(vigie: Vigie) -> None:
    vigie("init")
    resultat = vigie("import", "equipe", "nulle-part.csv")
    assert resultat.exit_code == 1
    assert "Traceback" not in resultat.output


def test_inviter_rend_un_objet_json_et_un_lien_de_sept_jours(prete: Vigie) -> None:
    resultat = prete("invite", "--name", "Fatiha Amrani", "--json")
    assert resultat.exit_code == 0
    lien = json.loads(resultat.stdout)
    assert set(lien) == {"url", "payload", "expires_at"}
    assert lien["url"] is None, "le nom du bot n'est pas encore connu"
    assert 20 <= len(lien["payload"]) <= 64
    assert (datetime.fromisoformat(lien["expires_at"]) - MATIN).days == 7
    assert prete("invite", "--name", "EH-101").exit_code == 0, "un matricule aussi"


def test_inviter_cree_une_personne_avec_son_role_et_ses_residences(prete: Vigie) -> None:
    resultat = prete(
        "invite",
        "--name",
        "Marie Lopez",
        "--role",
        "gardien",
        "--org",
        "Essonne Habitat",
        "--residence",
        "Les Péniches",
    )
    assert resultat.exit_code == 0
    assert "Marie Lopez" in resultat.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "Jean Zorglub"),
        ("--name", "Jean Zorglub", "--role", "roi"),
        ("--name", "Jean Zorglub", "--role", "gardien", "--residence", "Nulle Part"),
        ("--name", "Jean Zorglub", "--role", "cellule", "--skill", "cuisine"),
    ],
)
def test_une_invitation_impossible_sort_en_une_ligne(prete: Vigie, arguments: tuple[str, ...]) -> None:
    resultat = prete("invite", *arguments)
    assert resultat.exit_code in {1, 2}
    assert len(resultat.stderr.strip().splitlines()) == 1


def test_classify_explique_un_message(vigie: Vigie) -> None:
    resultat = vigie("classify", IMPAYES)
    assert resultat.exit_code == 0
    sortie = resultat.stdout.replace("\u00a0", " ")
    for mots in ("Impayés", "Non-réponse", "Urgence", "mr dupont"):
        assert mots in sortie
    assert vigie("classify", "l ascenseur est en panne").stdout.startswith("Aucun motif")


def test_classify_jsonl_suit_le_contrat(vigie: Vigie) -> None:
    entree = "".join(json.dumps({"id": rang, "text": texte}) + "\n" for rang, texte in enumerate([IMPAYES, "Bonjour"]))
    resultat = vigie("classify", "--jsonl", entree=entree + "\n")
    lu, vide = [json.loads(ligne) for ligne in resultat.stdout.splitlines()]
    assert set(lu) == {"id", "motifs", "a_verifier", "scores", "evidence", "urgence", "lieu", "locataire"}
    assert (lu["id"], lu["urgence"], lu["locataire"]) == (0, "normale", "mr dupont")
    assert set(lu["motifs"]) == {"impayes", "non_reponse"}
    assert set(lu["lieu"]) == {"residence", "batiment", "escalier", "etage", "logement"}
    assert lu["lieu"]["residence"] is None
    for motif, passages in lu["evidence"].items():
        for debut, fin in passages:
            assert IMPAYES[debut:fin].strip(), motif
    assert (vide["motifs"], vide["urgence"], vide["locataire"]) == ([], None, None)


@pytest.mark.parametrize("ligne", ["pas du json", "[]", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": 3}'])
def test_classify_jsonl_dit_la_ligne_fautive(vigie: Vigie, ligne: str) -> None:
    resultat = vigie("classify", "--jsonl", entree='{"id": 1, "text": "Bonjour"}\n' + ligne)
    assert resultat.exit_code == 2
    assert "ligne 2" in resultat.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize("arguments", [(), ("annote.jsonl", "--corrections")])
def test_evaluate_veut_un_fichier_ou_les_corrections(vigie: Vigie, arguments: tuple[str, ...]) -> None:
    resultat = vigie("evaluate", *arguments)
    assert (resultat.exit_code, len(resultat.stderr.strip().splitlines())) == (2, 1)


def test_evaluate_note_un_fichier_annote(vigie: Vigie, tmp_path: Path) -> None:
    fichier = tmp_path / "annote.jsonl"
    lignes = (
        {"id": 1, "text": "mr dupont ne paie plus son loyer\u2028au 3e", "motifs": ["impayes"], "urgence": "normale"},
        {"id": 2, "text": "l'ampoule du hall est grillée", "motifs": [], "urgence": None},
    )
    fichier.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lignes), encoding="utf-8")
    chiffres = json.loads(vigie("evaluate", str(fichier), "--json").stdout)
    assert (chiffres["messages"], chiffres["micro_f1"], chiffres["hors_perimetre"]["messages"]) == (2, 1.0, 1)


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b'{"id": 1, "text": "ok"}\n\n{"id": 2, "text": "ok", "motifs": ["loyer"]}\n', "ligne 2"),
        (b'{"id": 1, "text": "ok"}\n{"id": 2, "text": "ok", "motifs": ["loyer"]}\n', "ligne 2 : « motifs »"),
        (b'{"id": 1, "text": "ok", "motifs": 3}', "« motifs »"),
        (b'{"id": 1, "text": "ok", "motifs": [["impayes"]]}', "« motifs »"),
        (b'{"id": 1, "text": "ok", "urgence": "forte"}', "« urgence »"),
        (b'{"id": 1, "text": "ok", "lieu": "x"}', "« lieu »"),
        (b'{"id": 1, "text": "ok", "locataire": 3}', "« locataire »"),
        ('{"id": 1, "text": "été"}'.encode("latin-1"), "UTF-8"),
        (None, "n'existe pas"),
    ],
)
def test_evaluate_dit_d_une_phrase_ce_qu_un_fichier_a_de_faux(
    vigie: Vigie, tmp_path: Path, contenu: bytes | None, dit: str
) -> None:
    fichier = tmp_path / "annote.jsonl"
    if contenu is not None:
        fichier.write_bytes(contenu)
    resultat = vigie("evaluate", str(fichier))
    assert (resultat.exit_code, len(resultat.stderr.strip().splitlines())) == (2, 1)
    assert dit in resultat.stderr.replace("\u00a0", " ")


def test_evaluate_corrections_compte_ce_dont_les_personnes_ont_decide(prete: Vigie) -> None:
    assert prete("evaluate", "--corrections").stdout == "Personne n’a encore décidé d’un message : rien à compter.\n"
    chiffres = json.loads(prete("evaluate", "--corrections", "--json").stdout)
    assert (chiffres["signalements"], chiffres["justes"], len(chiffres["motifs"])) == (0, 0, 12)
    assert set(chiffres["motifs"]["deces"]) == {"justes", "en_trop", "oublies", "questions", "confirmees"}


def test_corpus_export_ecrit_un_fichier_a_son_seul_proprietaire(prete: Vigie, tmp_path: Path) -> None:
    fichier = tmp_path / "exports" / "corrections.jsonl"
    resultat = prete("corpus", "export", "--out", str(fichier))
    assert resultat.exit_code == 0, resultat.output
    assert "0 exemple écrit" in resultat.stdout
    assert (fichier.read_text(), fichier.stat().st_mode & 0o777) == ("", 0o600)
    assert prete("corpus", "export").stdout == ""


def test_corpus_export_refuse_un_dossier_et_n_y_touche_pas(prete: Vigie, tmp_path: Path) -> None:
    droits = tmp_path.stat().st_mode
    refus = prete("corpus", "export", "--out", str(tmp_path))
    assert (refus.exit_code, len(refus.stderr.strip().splitlines())) == (1, 1)
    assert "est un dossier" in refus.stderr
    assert tmp_path.stat().st_mode == droits


def test_corpus_export_refuse_d_une_phrase_ce_que_le_dispositif_ne_permet_pas(vigie: Vigie, tmp_path: Path) -> None:
    profil = tmp_path / "sans.toml"
    profil.write_text('nom = "sans"\ntitre = "Sans exemples"\nbailleurs = ["A"]\napprentissage = false\n', "utf-8")
    assert vigie("init", "--dispositif", str(profil)).exit_code == 0
    refus = vigie("corpus", "export", "--out", "x.jsonl", dispositif=str(profil))
    assert (refus.exit_code, len(refus.stderr.strip().splitlines())) == (1, 1)
    assert "rien n'est exporté" in refus.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_digest_ecrit_trois_documents(prete: Vigie, tmp_path: Path) -> None:
    resultat = prete("digest", "--month", "2026-11", "--out", str(tmp_path / "sortie"))
    assert resultat.exit_code == 0
    fichiers = sorted((tmp_path / "sortie").iterdir())
    assert [f.suffix for f in fichiers] == [".pdf", ".png", ".xlsx"]
    assert [f.read_bytes()[:4] for f in fichiers] == [b"%PDF", b"\x89PNG", b"PK\x03\x04"]
    assert all(str(f) in resultat.stdout for f in fichiers)
    assert prete("digest", "--month", "novembre").exit_code == 2


def test_doctor_masque_les_secrets_et_dit_ce_qui_manque(prete: Vigie) -> None:
    resultat = prete("doctor", telegram_token="123:secret-jeton", webhook_secret="secret-webhook")
    assert resultat.exit_code == 1, "le Telegram de cet essai ne répond pas"
    assert "secret-jeton" not in resultat.output
    assert "secret-webhook" not in resultat.output
    assert "43 résidences" in resultat.output.replace("\u00a0", " ")
    assert "n'a pas de groupe lié" in resultat.output
    assert "Telegram ne répond pas" in resultat.output


def test_l_aide_est_rapide_et_nomme_les_commandes() -> None:
    debut = time.monotonic()
    resultat = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=False)
    assert time.monotonic() - debut < 3
    assert resultat.returncode == 0
    for commande in ("run", "demo", "init", "import", "invite", "classify", "evaluate", "corpus", "digest", "doctor"):
        assert commande in resultat.stdout


def test_une_commande_inconnue_sort_avec_2() -> None:
    resultat = subprocess.run([sys.executable, "-m", "bot", "danser"], capture_output=True, text=True, check=False)
    assert resultat.returncode == 2
    assert "Traceback" not in resultat.stderr
