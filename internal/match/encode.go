package match

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

// statisticsMagic begins encoded statistics; its digit is the format's version.
const statisticsMagic = "tps1"

// maxToken is the most bytes of a token or topic id.
const maxToken = 512

// Encode returns a compact form, the same for equal statistics: numbers as
// varints, then tokens and topics in their order, each as the number of bytes
// it has in common with the one before, the rest, and its count.
func (s *Statistics) Encode() []byte {
	b := []byte(statisticsMagic)
	b = binary.AppendVarint(b, s.version)
	for _, n := range []int{s.documents, s.titleWords, s.bodyWords} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = appendCounts(b, s.tokens, s.counts)
	return appendCounts(b, s.topics, s.topicDocs)
}

func appendCounts[K ~string](b []byte, keys []K, counts []int32) []byte {
	b = binary.AppendUvarint(b, uint64(len(keys)))
	previous := ""
	for i, key := range keys {
		k := string(key)
		same := 0
		for same < len(k) && same < len(previous) && k[same] == previous[same] {
			same++
		}
		b = binary.AppendUvarint(b, uint64(same))
		b = binary.AppendUvarint(b, uint64(len(k)-same))
		b = append(b, k[same:]...)
		b = binary.AppendUvarint(b, uint64(counts[i]))
		previous = k
	}
	return b
}

// DecodeStatistics reads what Encode returned. Anything else is an Invalid error.
func DecodeStatistics(b []byte) (*Statistics, error) {
	d := decoder{rest: b}
	d.fail(len(b) < len(statisticsMagic) || string(b[:len(statisticsMagic)]) != statisticsMagic)
	d.skip(len(statisticsMagic))
	s := &Statistics{version: d.varint()}
	s.documents, s.titleWords, s.bodyWords = d.number(), d.number(), d.number()
	s.tokens, s.counts = counts[string](&d, s.documents)
	s.topics, s.topicDocs = counts[eic.TopicID](&d, s.documents)
	for _, token := range s.tokens {
		d.fail(len(token) < 2 || (token[0] != 'e' && token[0] != 's'))
	}
	d.fail(len(d.rest) > 0 || s.documents == 0 && s.titleWords+s.bodyWords > 0)
	if d.broken {
		return nil, fault.At("", fault.Malformed, "statistics")
	}
	return s.index(), nil
}

// counts reads what appendCounts wrote; keys must rise strictly and counts be
// those of some of the documents.
func counts[K ~string](d *decoder, documents int) ([]K, []int32) {
	n := d.number()
	if n > len(d.rest)/3+1 { // a key takes at least three bytes
		d.broken = true
	}
	if d.broken {
		return nil, nil
	}
	keys, values := make([]K, n), make([]int32, n)
	var text strings.Builder // all keys, so that they share one allocation
	ends := make([]int, n)
	previous := ""
	for i := range n {
		same, more := d.number(), d.number()
		if d.fail(same > len(previous) || more > len(d.rest) || same+more > maxToken); d.broken {
			return nil, nil
		}
		start := text.Len()
		text.WriteString(previous[:same])
		text.Write(d.skip(more))
		key := text.String()[start:]
		values[i], ends[i] = int32(d.number()), text.Len()
		d.fail(i > 0 && key <= previous || values[i] < 1 || int(values[i]) > documents)
		previous = key
	}
	all, start := text.String(), 0
	for i, end := range ends {
		keys[i], start = K(all[start:end]), end
	}
	return keys, values
}

// decoder reads numbers and bytes; after the first fault it is broken and reads zeros.
type decoder struct {
	rest   []byte
	broken bool
}

func (d *decoder) fail(is bool) { d.broken = d.broken || is }

func (d *decoder) skip(n int) []byte {
	if d.fail(n > len(d.rest)); d.broken {
		return nil
	}
	head := d.rest[:n]
	d.rest = d.rest[n:]
	return head
}

// number reads a count, which fits 31 bits.
func (d *decoder) number() int {
	v, n := binary.Uvarint(d.rest)
	if d.fail(n <= 0 || v > math.MaxInt32); d.broken {
		return 0
	}
	d.skip(n)
	return int(v)
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	if d.fail(n <= 0); d.broken {
		return 0
	}
	d.skip(n)
	return v
}
