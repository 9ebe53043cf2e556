package match

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestAnalyse(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       string // English tokens
	}{
		{"function words are left out", "The bees and the flowers", "ebee eflower"},
		{"case and accents fold", "CAFÉ café cafe", "ecafe ecafe ecafe"},
		{"possessives", "the teacher's idea, students’ questions", "eteacher eidea estudent equestion"},
		{"contractions are function words", "I'm sure we don't, we've kept bees", "esure ekept ebee"},
		{"hyphens part", "hands-on e-mail", "ehand email"},
		{"digits stay with their letters", "COVID-19, H2O, 4th grade", "ecovid e19 eh2o e4th egrade"},
		{"codes of standards", "4.NF.B.3", "e4 enf eb e3"},
		{"compatibility forms", "ｍａｔｈ m²", "emath em2"},
		{"Latin letters that do not decompose", "Straße Łódź", "estrass elodz"},
		{"other scripts are kept as code points", "Я", "ex44f"},
		{"scripts without spaces: each character", "日本", "ex65e5 ex672c"},
		{"of one spelling, decomposed", "cafe\u0301", "ecafe"},
		{"kept apart", "organisms animals organizations animations", "eorganism eanim eorganiz eanimat"},
		{"nothing", " ... — ", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := inEnglish(Analyse("", test.text).Body); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func inEnglish(words []Word) string {
	var tokens []string
	for _, w := range words {
		tokens = append(tokens, w.English)
	}
	return strings.Join(tokens, " ")
}

// TestSpanishStems: whether or not people type the accents, and in every number
// and gender, a word has one stem.
func TestSpanishStems(t *testing.T) {
	for _, group := range [][]string{
		{"abeja", "abejas"},
		{"canción", "cancion", "canciones"},
		{"educación", "educacion"},
		{"biología", "biologia", "BIOLOGÍA"},
		{"matemática", "matematicas", "matemáticas"},
		{"niño", "ninos", "niñas"},
		{"jardín", "jardin"},
	} {
		want := Analyse(group[0], "").Title[0].Spanish
		for _, word := range group[1:] {
			if got := Analyse(word, "").Title[0].Spanish; got != want {
				t.Errorf("%s: %s, want %s as of %s", word, got, want, group[0])
			}
		}
	}
}

func TestNormalize(t *testing.T) {
	if got, want := Normalize("cafe\u0301"), "caf\u00e9"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTokens(t *testing.T) {
	got := Tokens("las abejas")
	want := [][]string{{"eabeja", "sabej"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEncodeDecode(t *testing.T) {
	text := Analyse("Why do bees matter?", "Ningún niño sin 日本 H2O. Two bees.")
	title, body := text.Encode()
	if want := "ebee sbees ematter smatt"; title != want {
		t.Errorf("title %q, want %q", title, want)
	}
	if got := Decode(title, body); !reflect.DeepEqual(got, text) {
		t.Errorf("got %v, want %v", got, text)
	}
	if got := Decode("ebee", "x y ebee sbees e s"); len(got.Title) != 0 || len(got.Body) != 1 {
		t.Errorf("malformed words: got %v", got)
	}
}

func FuzzAnalyse(f *testing.F) {
	for _, seed := range []string{"Why do bees matter?", "niño's Ünï'cödé ﬁ ½ ﷺ", "日本語 ไทย", "\xff\xfe", strings.Repeat("a", 300), "'''s 's", "İı"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := Analyse(s, s)
		if !slices.Equal(text.Title, text.Body) {
			t.Fatalf("%q: title and body differ", s)
		}
		for _, w := range text.Body {
			for _, token := range []string{w.English, w.Spanish} {
				if len(token) < 2 || len(token) > maxToken || strings.Trim(token, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
					t.Fatalf("%q: token %q", s, token)
				}
			}
		}
		if got := Decode(text.Encode()); !reflect.DeepEqual(got, text) {
			t.Fatalf("%q: decoded %v, want %v", s, got, text)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add("ebee sbees", "  e s x")
	f.Fuzz(func(t *testing.T, title, body string) {
		text := Decode(title, body)
		if again := Decode(text.Encode()); !reflect.DeepEqual(again, text) {
			t.Fatalf("got %v, want %v", again, text)
		}
	})
}
