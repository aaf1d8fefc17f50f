"""Over TLS: the address is the one that was judged, the certificate that of the host's name."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from background import TransientError
from tasks_admin.services import posting
from tests.tasks_admin.receiving import Receiver, make_delivery, make_webhook

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def certificate_of(host: str, folder: Path) -> Path:
    """Write a certificate of that host and its key, believed by whoever believes the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = folder / f"{host}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


def posted(
    receiver: Receiver, host: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> posting.Reply:
    """Post to https://localhost, where somebody shows the certificate of a host."""
    file = certificate_of(host, folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    monkeypatch.setattr(certifi, "where", lambda: str(file))
    posting._trusted.cache_clear()
    webhook = make_webhook(receiver.url.replace("http:", "https:"))
    try:
        return asyncio.run(posting.post(make_delivery(webhook), webhook, NOW))
    finally:
        posting._trusted.cache_clear()


def test_the_certificate_is_that_of_the_host_s_name(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = posted(receiver, "localhost", tmp_path, monkeypatch)
    assert (reply.status_code, reply.text) == (200, "Noted")
    assert receiver.got[0][0]["host"] == receiver.url.split("/")[2]


def test_who_shows_the_certificate_of_somebody_else_is_told_nothing(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TransientError, match="could not be reached"):
        posted(receiver, "other.example", tmp_path, monkeypatch)
    assert receiver.got == []
