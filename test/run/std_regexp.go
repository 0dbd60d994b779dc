// Packages regexp, text/template, text/tabwriter, html.
package main

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"text/tabwriter"
	"text/template"
)

type item struct {
	Name  string
	Price float64
	Tags  []string
}

func (i item) Upper() string        { return strings.ToUpper(i.Name) }
func (i *item) Times(n int) float64 { return i.Price * float64(n) }

func main() {
	re := regexp.MustCompile(`(?P<user>\w+)@(?P<host>[a-z]+)\.(com|org)`)
	text := "ann@example.com, bob@site.org; nobody@x.net"
	fmt.Println(re.MatchString(text), re.FindString(text), re.FindAllStringSubmatch(text, -1), re.FindStringIndex(text))
	fmt.Println(re.ReplaceAllString(text, "${host}:$user"), re.SubexpNames(), re.NumSubexp())
	fmt.Println(regexp.MustCompile(`a*?b|c{2,3}`).FindAllString("aabccccab", -1), regexp.MustCompile(`(?i)^h.*o$`).MatchString("HELLO"), regexp.MustCompile(`\s+`).Split("a b  c", -1))
	fmt.Println(regexp.MustCompile(`(a|b)*c`).FindStringSubmatch("abac"), regexp.MustCompile(`[^\d\p{L}]`).ReplaceAllStringFunc("a1-é_", func(s string) string { return "<" + s + ">" }))
	fmt.Println(regexp.MustCompile(`(x+x+)+y`).MatchString(strings.Repeat("x", 500)), regexp.QuoteMeta("a.b*c"))
	_, err := regexp.Compile(`a(b`)
	fmt.Println(err)
	t := template.Must(template.New("t").Funcs(template.FuncMap{"join": strings.Join}).Parse(`{{define "tag"}}[{{.}}]{{end -}}
{{range $i, $e := .Items}}{{if $i}}, {{end}}{{$i}}:{{.Upper}} {{printf "%.2f" .Price}} {{$e.Times 3}}{{with .Tags}} {{range .}}{{template "tag" .}}{{end}} {{join . "+"}}{{else}} none{{end}}{{end}}
{{len .Items}} {{index .Map "k"}} {{.Map.k}} {{and true 0}} {{or "" "x"}} {{not false}} {{eq 1 1}} {{lt 2 1}} {{"quoted" | printf "%q" | html}} {{slice "abcdef" 1 3}}
{{- /* comment */}}{{range 3}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}
`))
	err = t.Execute(os.Stdout, map[string]any{"Items": []*item{{"pen", 1.5, []string{"a", "b"}}, {"cup", 2, nil}}, "Map": map[string]int{"k": 7}})
	fmt.Println(err)
	err = template.Must(template.New("bad").Parse("{{.Missing.Field}}")).Execute(os.Stdout, item{})
	fmt.Println(err)
	_, err = template.New("syntax").Parse("{{if}}")
	fmt.Println(err)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "a\tbbb\tc")
	fmt.Fprintln(w, "aaaa\tb\tccccc")
	w.Flush()
	fmt.Println(html.EscapeString("<a href=\"x\">&'"), html.UnescapeString("&lt;&eacute;&#x41;"))
}
