# The tangled tree seen from the chapters: which line of which chapter a line of a file came from,
# and what ctags finds defined there.
package Tree;
use strict;
use warnings;
use File::Temp qw(tempdir);

# Tangle these chapters into a scratch directory.
sub new {
	my ($class, @chapters) = @_;
	my $self = bless { chapters => \@chapters, dir => tempdir(CLEANUP => 1) }, $class;
	system($ENV{TANGLE} // 'build/bin/tangle', '-o', "$self->{dir}/plain", '-m',
		"$self->{dir}/marked", @chapters) == 0 or die "the chapters do not tangle\n";
	open my $list, '<', "$self->{dir}/plain/.tangled" or die;
	chomp(@{$self->{files}} = sort <$list>);
	return $self;
}

sub files { return @{$_[0]{files}} }

sub lines {
	my ($self, $file) = @_;
	return $self->{lines}{$file} //= do {
		open my $f, '<', "$self->{dir}/plain/$file" or die "$file: $!";
		[<$f>];
	};
}

# "chapters/250-fork.nw:214" of a file's line; "" where the file bears no marks.
sub chapter {
	my ($self, $file, $line) = @_;
	my $map = $self->{map}{$file} //= do {
		my ($name, $next, @map) = ('', 0, '');
		open my $f, '<', "$self->{dir}/marked/$file" or die "$file: $!";
		while (defined(my $text = <$f>)) {
			($next, $name) = ($1, $2), next if $text =~ /^#line (\d+) "(.*)"$/;
			push @map, $name ? "$name:$next" : '';
			$next++;
		}
		\@map;
	};
	return $map->[$line] // '';
}

# Macros that define something: its name is their argument.
my %maker = (KTEST => 0, DEFINE_PER_CPU => 1, DEFINE_SPINLOCK => 0, DEFINE_MUTEX => 0,
	DEFINE_RWLOCK => 0, DECLARE_WAIT_QUEUE_HEAD => 0);

sub real_name {
	my ($name, $signature) = @_;
	my @arg = ($signature // '') =~ /[(,]\s*([^,()]*?)\s*(?=[,)])/g;
	return 'sys_' . ($arg[0] // '') if $name =~ /^SYSCALL_DEFINE\d$/;
	return $arg[$maker{$name}] // $name if exists $maker{$name};
	return $name;
}

# All definitions: { name, file, line, end, kind, scope, signature, where }
sub tags {
	my ($self) = @_;
	return @{$self->{tags} //= $self->read_tags};
}

sub read_tags {
	my ($self) = @_;
	my @cmd = (qw(ctags -L - -f -), '--languages=C,Asm', '--langmap=C:.c.h,Asm:.S',
		qw(--kinds-C=+dfgstuvem-p --excmd=number --fields=+KnesSt));
	my @code = grep { /\.[chS]$/ && !/\.lds\.S$/ } $self->files;
	open my $list, '>', "$self->{dir}/list" or die;
	print $list "$_\n" for @code;
	close $list;
	open my $out, '-|', 'cd ' . quotemeta("$self->{dir}/plain") . " && @cmd <../list"
		or die 'ctags does not run';
	my @tags;
	while (defined(my $tag = <$out>)) {
		chomp $tag;
		my ($name, $file, undef, $kind, @fields) = split /\t/, $tag;
		next if !defined $kind || $name =~ /^__anon/;
		my %t = (file => $file, kind => $kind);
		for (@fields) {
			my ($key, $value) = split /:/, $_, 2;
			$value //= '';
			$t{$key} = $value unless $key eq 'file';	# it means static
			$t{scope} = $value if $key =~ /^(struct|union|enum)$/;
		}
		next if $kind eq 'macro' && ($name =~ /^SYSCALL_DEFINE/ || $name =~ /_H$/);
		$t{macro_call} = $name if $kind ne 'macro' && real_name($name, $t{signature}) ne $name;
		$t{name} = $kind eq 'macro' ? $name : real_name($name, $t{signature});
		$t{end} //= $t{line};
		push @tags, \%t;
	}
	close $out or die "ctags (Debian package: universal-ctags) failed\n";
	$_->{where} = $self->chapter($_->{file}, $_->{line}) for @tags;
	return \@tags;
}

# The functions, with their length in lines of the tree.
sub functions {
	my ($self) = @_;
	return grep { $_->{kind} eq 'function' } $self->tags;
}

# The function that a line of a file stands in.
sub enclosing {
	my ($self, $file, $line) = @_;
	for my $f (@{$self->{by_file}{$file} //= [grep { $_->{file} eq $file } $self->functions]}) {
		return $f if $f->{line} <= $line && $line <= $f->{end};
	}
	return undef;
}

# For sorting "chapters/250-fork.nw:214" as a reader meets it.
sub reading_order {
	my ($where) = @_;
	return $where =~ /^(.*):(\d+)$/ ? sprintf '%s:%8d', $1, $2 : $where;
}

# A file's lines with comments and strings blanked.
sub code {
	my ($self, $file) = @_;
	return $self->{code}{$file} //= do {
		my $text = join '', @{$self->lines($file)};
		my $blank = sub { (my $s = $_[0]) =~ s/[^\n]/ /g; $s };
		$text =~ s{(/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}{$blank->($1)}gse;
		[split /^/, $text];
	};
}

1;
