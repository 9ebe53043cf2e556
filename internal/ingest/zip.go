package ingest

import "strings"

// zipCode tidies a ZIP code: the zeros in front that a spreadsheet has dropped,
// the hyphen of a ZIP+4. One of zeros alone means none; anything else stays as it is.
func zipCode(s string) string {
	digits := strings.ReplaceAll(s, "-", "")
	if s == "" || strings.Trim(digits, "0") == "" {
		return ""
	}
	if strings.Trim(s, "0123456789") != "" {
		return s
	}
	switch len(s) {
	case 3, 4:
		return strings.Repeat("0", 5-len(s)) + s
	case 8:
		return "0" + s[:4] + "-" + s[4:]
	case 9:
		return s[:5] + "-" + s[5:]
	}
	return s
}

// stateOfZIP returns the state or territory of a ZIP code by its first three
// digits, or "" if they are in no state's range (USPS Publication 65, from
// memory; a test compares it with GeoNames). Armed forces are AA, AE and AP. A
// few codes lie across a border and have the state of most of their neighbours.
func stateOfZIP(zip string) string {
	if len(zip) < 5 || strings.Trim(zip[:5], "0123456789") != "" {
		return ""
	}
	state := ""
	for _, entry := range strings.Fields(zipStates) {
		if entry[:3] > zip[:3] {
			break
		}
		state = entry[4:]
	}
	return strings.Trim(state, "-")
}

// zipStates has the first three digits from which on ZIP codes are of a state,
// in order; "--" is of none.
const zipStates = `
000:-- 005:NY 006:PR 008:VI 009:PR 010:MA 028:RI 030:NH 039:ME 050:VT 055:MA 056:VT 060:CT
070:NJ 090:AE 099:-- 100:NY 150:PA 197:DE 200:DC 201:VA 202:DC 206:MD 220:VA 247:WV 269:--
270:NC 290:SC 300:GA 320:FL 340:AA 341:FL 350:AL 370:TN 386:MS 398:GA 400:KY 428:--
430:OH 460:IN 480:MI 500:IA 529:-- 530:WI 550:MN 569:DC 570:SD 580:ND 590:MT 600:IL 630:MO
660:KS 680:NE 694:-- 700:LA 716:AR 730:OK 733:TX 734:OK 750:TX 800:CO 820:WY 832:ID 840:UT
850:AZ 870:NM 885:TX 886:-- 889:NV 900:CA 962:AP 967:HI 969:GU 970:OR 980:WA 995:AK`
