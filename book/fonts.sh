#!/bin/sh
# fonts.sh OUT: the book's web fonts: Latin, punctuation, arrows and the signs
# that the text uses, cut out of Debian's fonts and packed as woff2.
set -e
out=$1
mkdir -p "$out"
gyre=/usr/share/texmf/fonts/opentype/public/tex-gyre
lato=/usr/share/fonts/truetype/lato
mono=/usr/share/fonts/truetype/jetbrains-mono
signs='U+0020-007E,U+00A0-017F,U+0391-03C9,U+2009-2027,U+202F-203A,U+2044,U+2070-209C,U+20AC,U+2122,U+2190-21FF,U+2200-22FF,U+2295,U+2329,U+232A,U+2500-257F,U+25A0-25FF,U+2605,U+2606,U+2713,U+2717,U+27E8,U+27E9,U+FB01,U+FB02'
cut() {
	[ -s "$out/$2.woff2" ] && return 0
	SOURCE_DATE_EPOCH=0 pyftsubset "$1" --unicodes="$signs" --flavor=woff2 --layout-features=kern,liga,lnum,onum,tnum,pnum,mark,mkmk,ccmp,locl \
		--no-hinting --no-recalc-timestamp --output-file="$out/$2.woff2"
}
for face in regular italic bold; do cut $gyre/texgyrepagella-$face.otf pagella-$face; done
for face in Regular Italic Bold; do
	name=$(echo $face | tr 'RIB' 'rib')
	cut $lato/Lato-$face.ttf lato-$name
	cut $mono/JetBrainsMono-$face.ttf mono-$name
done
