package ingest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"

	"github.com/edclusters/thirdplace/internal/app"
)

// key stands for the type, cluster, source and external id of a record: the
// first 96 bits of their SHA-256, so that a file of a billion lines has two
// different keys that look alike once in a hundred billion files.
type key [12]byte

// seen knows the keys of every line read. A record takes 28 bytes in the map;
// with the room that Go's maps keep free that is 33 to 65 bytes a record.
type seen map[key]owner

// owner is the line that a key was first used in, in the latest file that has it.
type owner struct {
	content uint32 // fingerprint of what it says
	line    uint32
	file    uint16 // modulo 65,536
	outcome app.Outcome
}

func keyOf(l app.Line) key {
	return hashKey(l.Type.String(), l.Cluster, l.Source, l.ExternalID)
}

func hashKey(parts ...string) key {
	var b []byte
	for _, part := range parts {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	sum := sha256.Sum256(b)
	return key(sum[:len(key{})])
}

// fingerprint tells contents apart; the order of fields does not count. Only
// lines with the same key are compared, so 32 bits are enough.
func fingerprint(content any) uint32 {
	b, err := json.Marshal(content)
	if err != nil {
		return 0 // not something read from a file
	}
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint32(sum[:])
}

// claim notes that a line of a file uses a key. If that file used it before,
// first is the line that did, and other says whether for something else. A later
// file takes the key over.
func (s seen) claim(k key, content uint32, file, line int) (first int, other bool) {
	if have, ok := s[k]; ok && have.file == uint16(file) {
		return int(have.line), have.content != content
	}
	s[k] = owner{content: content, file: uint16(file), line: uint32(line)}
	return 0, false
}

// claimPlace is claim for a postal code; again says that the file used it before.
func (s seen) claimPlace(p app.PlaceLine, file int) (first int, again, other bool) {
	number := p.Number
	p.Number = 0
	k := hashKey(placeType, p.Country, p.Code)
	first, other = s.claim(k, fingerprint(p), file, number)
	return first, first != 0, other
}

// owns reports whether the record is of the line that owns its key.
func (s seen) owns(it item) bool {
	have := s[it.key]
	return have.file == uint16(it.file) && have.line == uint32(it.line.Number)
}

// settle notes what became of the line that owns a key.
func (s seen) settle(k key, outcome app.Outcome) {
	have := s[k]
	have.outcome = outcome
	s[k] = have
}
