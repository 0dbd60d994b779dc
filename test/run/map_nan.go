// Spec: Map types, Comparison operators (keys that differ from themselves).
package main

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}
func main() {
	zero := 0.0
	nan := zero / zero
	m := map[float64]int{}
	for i := 0; i < 100; i++ {
		m[nan] = i
	}
	check(len(m) == 100, "each NaN is a new key")
	_, ok := m[nan]
	check(!ok, "NaN is not found")
	delete(m, nan)
	check(len(m) == 100, "NaN is not deleted")
	sum, n := 0, 0
	for k, v := range m {
		check(k != k, "key is NaN")
		sum += v
		n++
	}
	check(n == 100 && sum == 4950, "each entry is visited once")
	m[1] = 7
	clear(m)
	check(len(m) == 0, "clear removes NaN")
	for range m {
		panic("entry in an empty map")
	}
	e := map[interface{}]string{nan: "f", complex(nan, 0): "c", [1]float64{nan}: "a", 1.5: "x"}
	e[nan] = "again"
	check(len(e) == 5 && e[1.5] == "x" && e[nan] == "", "NaN in interfaces")
	println("map_nan ok", len(m), len(e))
}
