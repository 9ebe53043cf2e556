package fairness

import (
	"fmt"
	"io"
	"strings"
)

// The chart's measures, in pixels.
const (
	width   = 720
	height  = 300
	left    = 48 // of each plot, for the numbers
	top     = 56
	bottom  = 44
	plot    = 288 // width of one plot
	between = 60
)

// The colours of the two policies: told apart by people who do not see colours
// as most do (Okabe and Ito 2008), and by a dashed line.
const (
	balancedColour = "#0072b2"
	plainColour    = "#d55e00"
)

// series is one line of a plot.
type series struct {
	values []float64
	colour string
	dashed bool
}

// Chart draws two years as SVG: how unevenly visits are spread, week by week, and
// how many needs wait.
func Chart(w io.Writer, balanced, plain Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">`+"\n", width, height)
	b.WriteString("<title>A year of a cluster with balance and without</title>\n")
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	key(&b, left, balancedColour, "", "with balance")
	key(&b, left+130, plainColour, ` stroke-dasharray="6 4"`, "without")
	uneven := func(week Week) float64 { return week.Gini }
	waiting := func(week Week) float64 { return float64(week.Waiting) }
	draw2(&b, left, "Gini coefficient of visits given", "%.2f", balanced, plain, uneven)
	draw2(&b, left+plot+between, "needs that wait for a yes", "%.0f", balanced, plain, waiting)
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func key(b *strings.Builder, x int, colour, dash, text string) {
	fmt.Fprintf(b, `<line x1="%d" y1="18" x2="%d" y2="18" stroke="%s" stroke-width="2"%s/>`+"\n", x, x+28, colour, dash)
	fmt.Fprintf(b, `<text x="%d" y="22">%s</text>`+"\n", x+34, text)
}

// draw2 draws one plot of both years.
func draw2(b *strings.Builder, x int, title, number string, balanced, plain Result, of func(Week) float64) {
	lines := []series{
		{values(balanced.Weeks, of), balancedColour, false},
		{values(plain.Weeks, of), plainColour, true},
	}
	most := 0.0
	for _, l := range lines {
		for _, v := range l.values {
			most = max(most, v)
		}
	}
	most = ceiling(most)
	floor := height - bottom
	fmt.Fprintf(b, `<text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", x, top-12, title)
	for i := range 5 {
		y := floor - (floor-top)*i/4
		fmt.Fprintf(b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#ddd"/>`+"\n", x, y, x+plot, y)
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end">`+number+"</text>\n", x-6, y+4, most*float64(i)/4)
	}
	for _, week := range []int{1, 13, 26, 39, 52} {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">%d</text>`+"\n", across(x, week-1, 52), floor+16, week)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">week</text>`+"\n", x+plot/2, floor+34)
	for _, l := range lines {
		l.draw(b, x, floor, most)
	}
}

func (l series) draw(b *strings.Builder, x, floor int, most float64) {
	dash := ""
	if l.dashed {
		dash = ` stroke-dasharray="6 4"`
	}
	points := make([]string, len(l.values))
	for i, v := range l.values {
		points[i] = fmt.Sprintf("%d,%.0f", across(x, i, len(l.values)), float64(floor)-float64(floor-top)*v/most)
	}
	fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="2"%s points="%s"/>`+"\n", l.colour, dash, strings.Join(points, " "))
}

// across returns where the i-th of n stands in a plot that begins at x.
func across(x, i, n int) int { return x + plot*i/max(1, n-1) }

func values(weeks []Week, of func(Week) float64) []float64 {
	list := make([]float64, len(weeks))
	for i, w := range weeks {
		list[i] = of(w)
	}
	return list
}

// ceiling returns the least of 1, 2, 4 or 8 times a power of ten that is no less:
// a scale of four equal parts is then easy to read.
func ceiling(v float64) float64 {
	scale := .1
	for scale*8 < v {
		scale *= 10
	}
	for _, n := range []float64{1, 2, 4} {
		if n*scale >= v {
			return n * scale
		}
	}
	return 8 * scale
}
