package screen

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func reasons(text string) string {
	var list []string
	for _, f := range Text(text) {
		list = append(list, string(f.Reason))
	}
	return strings.Join(list, ", ")
}

func TestWhatTellsOfAPupil(t *testing.T) {
	cases := []struct{ text, want string }{
		{"Marcus has autism.", "diagnosis"},
		{"Marcus has autism and loves trains", "diagnosis"},
		{"I need help because Tyler has severe ADHD, and he cannot sit.", "diagnosis"},
		{"One of mine, Maria Lopez, is on the spectrum.", ""}, // a comma parts name and verb: one of the holes
		{"Maria Lopez is on the spectrum.", "diagnosis"},
		{"For Tyler's ADHD", "diagnosis"},
		{"Emily was diagnosed with dyslexia in March", "diagnosis"},
		{"We try to help with Jayden's ADHD.", "diagnosis"},
		{"José tiene autismo", "diagnosis"},
		{"Sofía fue diagnosticada con TDAH.", "diagnosis"},
		{"Queremos entender el autismo de Diego", "diagnosis"},
		{"My student Xyla has epilepsy.", "diagnosis"},
		{"a boy with autism named Xander", "diagnosis"},
		{"una alumna llamada Xyla con dislexia.", "diagnosis"},
		{"Marcus has an IEP and needs a quiet room", "plan"},
		{"Looking at Aaliyah's IEP goals", "plan"},
		{"The 504 plan for Kevin says so", "plan"},
		{"el IEP de Mateo", "plan"},
		{"Mateo tiene un plan 504", "plan"},
		{"She was born on March 14, 2015", "birth date"},
		{"DOB: 3/14/15", "birth date"},
		{"su fecha de nacimiento es el 14 de marzo de 2015", "birth date"},
		{"Call me at 520-555-0123.", "phone"},
		{"(520) 555-0123", "phone"},
		{"Mi teléfono: 5205550123", "phone"},
		{"+52 55 5555 0123", "phone"},
		{"Student ID: 4471823", "pupil number"},
		{"número de estudiante 4471823", "pupil number"},
		{"her number is 123-45-6789", "pupil number"},
		{"Marcus has autism. DOB 3/14/2015, student ID 4471823", "diagnosis, birth date, pupil number"},
	}
	for _, c := range cases {
		if got := reasons(c.text); got != c.want {
			t.Errorf("%q: found %q, want %q", c.text, got, c.want)
		}
	}
}

// What teachers and partners write every day, near the words that are looked for.
func TestWhatIsFine(t *testing.T) {
	for text := range strings.Lines(`students with IEPs are welcome
Six of my students have IEPs and two have 504 plans.
My class has autistic pupils; please dim the lights.
We support children with autism, ADHD and dyslexia.
Autism awareness month: who could speak to us?
I am a speech therapist who works with Down syndrome.
Pima County has autism and ADHD support groups.
Tucson has autism resources that few people know.
Everyone has anxiety before a test; how do scientists deal with it?
My brother has epilepsy and I teach first aid for seizures.
Mark Twain was born on November 30, 1835.
Martin Luther King was born on January 15, 1929.
Frida Kahlo had polio and painted all the same.
The school was built in 2003, the garden on April 22, 2015.
Grants of $2,500 to $10,000 for the years 2030-2031.
Standards 4.NF.A.1, 4.NF.B.3 and 5.MD.C.5
ISBN 978-0-13-468599-1
Seats for 28 students, 3 classes, 120 minutes in all.
ZIP 85701-1234 or 85713
Between 9:00 and 10:30, Monday to Friday, weeks 12-16
IEP meetings: a parent advocate explains how they work.
An IEP for each pupil takes us hours; who knows a better way?
The 504 plans of our district are on paper still.
Accommodations such as those in a 504 plan are possible.
Ofrezco talleres para estudiantes con autismo y TDAH.
Los alumnos con IEP participan con su maestra.
Mi hija tiene asma, y doy charlas sobre el aire limpio.
Nací en Sonora en 1962 y guardo las recetas de mi abuela.
Grace Hopper and Alan Turing: who were they?
Alan Turing was brilliant and shy.
Helen Keller, a play in three acts.
Our robot is called Max and has a depression in its wheel.
Hope is the thing with feathers
Will you come with your bees?
Summer school in June, with April showers behind us.
Room 504 is the music room.
Route 504 stops at the school; take bus 9.
Fractions with Cuisenaire rods
We count 1,234,567 stars and 555-1234 of them are red.
Data set 2021-2022, n = 4471823
The student number grew from 4000 to 5200.
Mercury has depressions and craters.
Lead in water causes trauma to the brain.
`) {
		if got := reasons(text); got != "" {
			t.Errorf("%q: found %+v", strings.TrimSpace(text), Text(text))
		}
	}
}

func TestFindingsSayWhere(t *testing.T) {
	text := "¿Niñas? José tiene autismo."
	f := Text(text)
	if len(f) != 1 {
		t.Fatalf("found %v", f)
	}
	if got := string([]rune(text)[f[0].Start:f[0].End]); got != f[0].Text || !strings.HasPrefix(got, "José") {
		t.Errorf("it stands at %q, and is %q", got, f[0].Text)
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "Marcus has autism.", "DOB 3/14/15", "(520) 555-0123", "José\xff tiene TDAH", "A's A's A's IEP"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := -1
		runes := utf8.RuneCountInString(text)
		for _, found := range Text(text) {
			if found.Start < last || found.End <= found.Start || found.End > runes || found.Text == "" {
				t.Fatalf("%q: found %+v after %d", text, found, last)
			}
			last = found.Start
			if got := string([]rune(text)[found.Start:found.End]); utf8.ValidString(text) && got != found.Text {
				t.Fatalf("%q: %q stands where %q is said to", text, got, found.Text)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	text := strings.Repeat("My fourth graders plant a garden and ask about the bees that visit it. ", 60)
	for b.Loop() {
		Text(text)
	}
}
