package host

import (
	"crypto/ed25519"
	"fmt"
)

// Pack is a pack as published. The bytes are not copied and must not change while a device, pool or module uses them.
type Pack struct {
	Bytes     []byte
	Signature []byte // detached, as SignPack makes it; needed only under WithPublicKey
}

// SignPack returns the detached Ed25519 signature (RFC 8032, 64 bytes) of a pack.
func SignPack(key ed25519.PrivateKey, pack []byte) []byte {
	return ed25519.Sign(key, pack)
}

// VerifyPack returns nil when one of the keys signed the pack, otherwise an error that is ErrSignature.
func VerifyPack(pack Pack, keys ...ed25519.PublicKey) error {
	if len(pack.Signature) != ed25519.SignatureSize {
		return hostError("pack", ErrSignature, fmt.Sprintf("it has %d bytes, want %d", len(pack.Signature), ed25519.SignatureSize))
	}
	for _, key := range keys {
		if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, pack.Bytes, pack.Signature) {
			return nil
		}
	}
	return hostError("pack", ErrSignature, "none of the public keys signed these bytes")
}
