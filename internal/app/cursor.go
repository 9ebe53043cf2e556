package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/edclusters/thirdplace/internal/fault"
)

// sealer makes cursors that callers cannot read meaning into or forge: JSON and
// its HMAC-SHA-256 under a key of the graph, so that every replica honours them.
type sealer struct{ key []byte }

const sealSize = 16

// seal makes a cursor of a value for one purpose, such as a list and its filters.
func (s sealer) seal(purpose string, value any) (string, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return "", fault.Wrap("seal cursor", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(s.sum(purpose, body), body...)), nil
}

// open reads a cursor that was sealed for the same purpose. Anything else is
// Invalid: start again. So is one in another spelling: base64 passes over line ends,
// and over bits after the last byte.
func (s sealer) open(purpose, cursor string, value any) error {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || base64.RawURLEncoding.EncodeToString(b) != cursor || len(b) < sealSize || !hmac.Equal(b[:sealSize], s.sum(purpose, b[sealSize:])) || json.Unmarshal(b[sealSize:], value) != nil {
		return badCursor()
	}
	return nil
}

func (s sealer) sum(purpose string, body []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write(body)
	return mac.Sum(nil)[:sealSize]
}

func badCursor() error { return fault.At("after", fault.BadCursor) }
