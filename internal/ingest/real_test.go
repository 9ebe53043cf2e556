package ingest

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dataFolder returns the folder of public files beside the repository, or skips
// the test where it is not.
func dataFolder(t *testing.T) string {
	t.Helper()
	if raced {
		t.Skip("make quality runs this without the race detector")
	}
	folder, err := filepath.Abs("../../../shared/data")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("there is no ../shared/data beside the repository")
	}
	return folder
}

var publishedTests = []struct {
	format, file, want string
	rejects            string
}{
	// 40,975 rows of 40,934 codes.
	{"geonames", "places/US.txt.gz", "40934,0,41,0", ""},
	// 1,861 schools of 410 districts.
	{"schools", "schools/ma_public_schools.csv", "2271,0,0,0", ""},
	// 132 buildings; three schools have two.
	{"schools", "schools/ma_boston_public_schools.csv", "129,0,0,3", "key_used_again"},
	// 1,835 schools of 185 districts.
	{"schools", "schools/co_public_schools.csv", "2020,0,0,0", ""},
	// 4,337 schools of 76 districts.
	{"schools", "schools/fl_public_schools_hifld.csv.gz", "4413,0,0,0", ""},
	{"irs-eo", "nonprofits/eo_ri.csv.gz", "8493,0,0,0", ""},
	{"irs-eo", "nonprofits/eo_nh.csv.gz", "8821,0,0,0", ""},
	{"irs-eo", "nonprofits/eo_wy.csv.gz", "5125,0,0,0", ""},
	// 372 products of 289 companies; one is its own company.
	{"products", "products/products_info.csv", "662,0,0,0", ""},
	{"onet", "occupations", "1016,0,0,0", ""},
	// 13,896 skills in 640 groups, 3,007 occupations in 619; 63 rows of relations
	// are about concepts that no file has.
	{"esco", "skills", "18162,0,0,0", "unknown_ref"},
	{"standards", "standards/ccss_items.csv", "1741,0,0,0", ""},
	// 1,151 awards, of which 93 repeat an abstract (one with other blanks), to 283
	// organizations.
	{"nsf-awards", "research/nsf_awards_fy2026.csv.gz", "1341,0,0,0", "same_text"},
}

// Every row of the publishers' own files becomes a record or a reason. The
// counts are those of the files' description: rows, and what they share.
func TestPublishedFiles(t *testing.T) {
	folder := dataFolder(t)
	for _, tt := range publishedTests {
		t.Run(filepath.Base(tt.file), func(t *testing.T) {
			g := newGraph()
			o := Options{Format: tt.format, Cluster: "c", Files: []string{filepath.Join(folder, tt.file)}}
			sum, rejects := imported(t, g, o)
			if got := brief(sum); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			for _, r := range rejects {
				if string(r.Code) != tt.rejects {
					t.Errorf("line %d: got %s, want %s", r.Line, r.Code, tt.rejects)
				}
			}
			again, _ := imported(t, g, o)
			if again.Imported != 0 || again.Updated != 0 || again.Rejected != sum.Rejected {
				t.Errorf("again: got %s", again)
			}
			first := exported(t, g)
			moved := newGraph()
			if sum, rejects := importText(t, moved, first); sum.Rejected > 0 {
				t.Errorf("moved: got %s, first %+v", sum, rejects[0])
			}
			if exported(t, moved) != first {
				t.Error("the graph is another after export and import")
			}
		})
	}
}

// The grades and places that the schools' files have are found in nearly all rows.
func TestPublishedSchools(t *testing.T) {
	folder := dataFolder(t)
	tests := []struct {
		file                   string
		grades, places, points int // schools that have them, at least
	}{
		{"schools/ma_public_schools.csv", 1860, 1861, 0},
		{"schools/ma_boston_public_schools.csv", 39, 129, 129},
		{"schools/co_public_schools.csv", 1835, 1835, 0},
		{"schools/fl_public_schools_hifld.csv.gz", 4232, 4337, 4337}, // 105 have M for both ends
	}
	for _, tt := range tests {
		t.Run(filepath.Base(tt.file), func(t *testing.T) {
			g := newGraph()
			imported(t, g, Options{Format: "schools", Cluster: "c", Files: []string{filepath.Join(folder, tt.file)}})
			var grades, places, points int
			for _, l := range g.lines {
				place, _ := l.Fields["place"].(map[string]any)
				if l.Fields["grades"] != nil {
					grades++
				}
				if place["postalCode"] != nil {
					places++
				}
				if place["lat"] != nil {
					points++
				}
			}
			if grades < tt.grades || places < tt.places || points < tt.points {
				t.Errorf("got %d with grades, %d with a postal code, %d with a point, want %d, %d, %d",
					grades, places, points, tt.grades, tt.places, tt.points)
			}
		})
	}
}

// What the descriptions of the files promise is in the topics: alternate titles,
// areas of knowledge, parents, grades, and no topic that is tied to too many.
func TestPublishedTopics(t *testing.T) {
	folder := dataFolder(t)
	const hub = 200 // match.DefaultWeights().HubEdges
	tests := []struct {
		format, file                         string
		labels, broader, bridged, withGrades int // topics that have them, at least
	}{
		// All but 16 have alternate titles; 149 were split off; of 879 with
		// knowledge, 55 are in nothing above the usual.
		{"onet", "occupations", 1000, 149, 824, 0},
		// Four of 640 groups of skills and ten of ISCO are at the top.
		{"esco", "skills", 15_000, 18_145, 2_995, 0},
		{"standards", "standards/ccss_items.csv", 1_600, 1_084, 0, 1_741},
	}
	for _, tt := range tests {
		t.Run(tt.format, func(t *testing.T) {
			g := newGraph()
			imported(t, g, Options{Format: tt.format, Files: []string{filepath.Join(folder, tt.file)}})
			var labels, broader, bridged, grades int
			edges := map[string]int{}
			for _, l := range g.lines {
				if l.Fields["altLabels"] != nil {
					labels++
				}
				if l.Fields["grades"] != nil {
					grades++
				}
				if l.Fields["broader"] != nil {
					broader++
				}
				list, _ := l.Fields["bridges"].([]any)
				if len(list) > 0 {
					bridged++
				}
				for _, b := range list {
					edges[l.ExternalID]++
					edges[fmt.Sprint(b.(map[string]any)["to"])]++
				}
			}
			if labels < tt.labels || broader < tt.broader || bridged < tt.bridged || grades < tt.withGrades {
				t.Errorf("got %d with labels, %d with broader, %d with bridges, %d with grades, want at least %d, %d, %d, %d",
					labels, broader, bridged, grades, tt.labels, tt.broader, tt.bridged, tt.withGrades)
			}
			for id, n := range edges {
				if n > hub {
					t.Errorf("%s has %d bridges: nothing is found through it", id, n)
				}
			}
		})
	}
}

// The table of ZIP codes agrees with GeoNames but where a code lies across a border.
func TestStatesOfPublishedZIPs(t *testing.T) {
	f, err := os.Open(filepath.Join(dataFolder(t), "places/US.txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	total, differ := 0, map[string]int{}
	for in := bufio.NewScanner(plain); in.Scan(); {
		cells := strings.Split(in.Text(), "\t")
		if state := cells[4]; state != "" {
			total++
			if got := stateOfZIP(cells[1]); got != state {
				differ[cells[1][:3]+" "+got+" is "+state]++
			}
		}
	}
	wrong := 0
	for _, n := range differ {
		wrong += n
	}
	if wrong > total/1000 {
		t.Errorf("%d of %d differ: %v", wrong, total, differ)
	}
}
