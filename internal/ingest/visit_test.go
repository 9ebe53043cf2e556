package ingest

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
)

func TestDated(t *testing.T) {
	today := eic.DayOf(time.Date(2031, 1, 30, 12, 0, 0, 0, time.UTC))
	got := Dated([]byte(`{"a":"@+3","b":"@-30","c":"@+0","d":"@here","e":"x@+1"}`), today)
	want := `{"a":"2031-02-02","b":"2030-12-31","c":"2031-01-30","d":"@here","e":"x@+1"}`
	if !bytes.Equal(got, []byte(want)) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEachLine(t *testing.T) {
	var got []string
	visit := func(number int, text []byte) error {
		got = append(got, string(rune('0'+number))+string(text))
		if string(text) == "stop" {
			return fault.At("x", fault.Required)
		}
		return nil
	}
	if err := EachLine("-", strings.NewReader("a\n\n  \nb\r\nc"), visit); err != nil {
		t.Error(err)
	}
	if want := []string{"1a", "4b", "5c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, test := range []struct{ name, file, text, at string }{
		{"the visitor's fault", "-", "a\nstop\nb", "-:2.x"},
		{"a line too long", "-", "a\n" + strings.Repeat("b", maxLine+1), "-:2"},
		{"broken gzip", "-", "\x1f\x8bnothing", ""},
		{"no file", filepath.Join(t.TempDir(), "missing"), "", ""},
	} {
		var e *fault.Error
		err := EachLine(test.file, strings.NewReader(test.text), visit)
		if !errors.As(err, &e) || e.Kind != fault.Invalid {
			t.Errorf("%s: got %v, want Invalid", test.name, err)
		} else if test.at != "" && e.Fields[0].Path != test.at {
			t.Errorf("%s: at %s, want %s", test.name, e.Fields[0].Path, test.at)
		}
	}
}
