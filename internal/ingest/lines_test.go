package ingest

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/edclusters/thirdplace/internal/fault"
)

// A gzip file that is cut short or damaged gives what stands before the damage,
// and one reject at the line where it is.
func TestDamagedGzip(t *testing.T) {
	var b strings.Builder
	x := uint32(1)
	for i := range 20_000 { // noise, so that it does not shrink to a single block
		x = x*1664525 + 1013904223
		fmt.Fprintf(&b, `{"type":"Topic","externalId":"t%d","label":"%08x"}`+"\n", i, x)
	}
	whole := zipped(t, b.String())
	flipped := []byte(whole)
	flipped[len(flipped)/2] ^= 0xff
	badSum := []byte(whole)
	badSum[len(badSum)-8] ^= 0xff
	for name, damaged := range map[string]string{
		"cut": whole[:len(whole)/2], "flipped": string(flipped), "checksum": string(badSum), "followed": whole + "more",
	} {
		t.Run(name, func(t *testing.T) {
			sum, rejects := imported(t, newGraph(), Options{Files: []string{write(t, "x", damaged)}})
			if !sum.Read || sum.Imported < 5_000 {
				t.Errorf("got %+v, want the lines before the damage", sum)
			}
			// Damage that still decompresses may spoil some lines before it is noticed.
			last := rejects[len(rejects)-1]
			if last.Code != fault.BadGzip || last.Line != sum.Imported+sum.Rejected {
				t.Errorf("got %s at line %d, want %s at line %d", last.Code, last.Line, fault.BadGzip, sum.Imported+sum.Rejected)
			}
		})
	}
}

func TestLongLines(t *testing.T) {
	line := func(length int) string {
		const begin, end = `{"type":"Topic","externalId":"long","label":"`, `"}`
		return begin + strings.Repeat("x", length-len(begin)-len(end)) + end
	}
	tests := []struct {
		name, text, want string
	}{
		{"longest", text(line(maxLine), orgA), "2,0,0,0"},
		{"longest and CR LF", line(maxLine) + "\r\n" + orgA, "2,0,0,0"},
		{"longest at the end", line(maxLine), "1,0,0,0"},
		{"one byte more", text(line(maxLine+1), orgA), "1,0,0,1"},
		{"one byte more and CR LF", line(maxLine+1) + "\r\n" + orgA, "1,0,0,1"},
		{"two bytes more at the end", text(orgA, line(maxLine+2)), "1,0,0,1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sum, rejects := importText(t, newGraph(), tt.text)
			if got := brief(sum); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			for _, r := range rejects {
				if r.Code != fault.LineTooLong || len(r.Input) != maxInput {
					t.Errorf("got %s with %d bytes, want %s with %d", r.Code, len(r.Input), fault.LineTooLong, maxInput)
				}
			}
		})
	}
}

// endless gives a block of text again and again.
type endless struct {
	block []byte
	left  int
	skip  int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), e.left)], e.block[e.skip:])
	e.skip = (e.skip + n) % len(e.block)
	e.left -= n
	return n, nil
}

func TestHundredMegabyteLine(t *testing.T) {
	in := io.MultiReader(
		strings.NewReader(orgA+"\n"), &endless{block: []byte("0123456789"), left: 100 << 20}, strings.NewReader("\n"+orgB),
	)
	before := allocated()
	sum, rejects := imported(t, newGraph(), Options{Files: []string{"-"}, Stdin: in})
	if got, want := brief(sum), "2,0,0,1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	equal(t, "rejects", codesOf(rejects), []string{"2 line_too_long"})
	if got, most := allocated()-before, uint64(16<<20); got > most {
		t.Errorf("allocated %d bytes, want at most %d", got, most)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
