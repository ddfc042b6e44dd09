// Operations on integers and on integers packed in a word.

int uw_ffs(int x) { return x ? 32 - (int)clz((uint)x & (0u - (uint)x)) : 0; }

int uw_ffsll(long x) { return x ? 64 - (int)clz((ulong)x & (0ul - (ulong)x)) : 0; }

uint uw_brev(uint x) {
    x = ((x >> 1) & 0x55555555u) | ((x & 0x55555555u) << 1);
    x = ((x >> 2) & 0x33333333u) | ((x & 0x33333333u) << 2);
    x = ((x >> 4) & 0x0f0f0f0fu) | ((x & 0x0f0f0f0fu) << 4);
    x = ((x >> 8) & 0x00ff00ffu) | ((x & 0x00ff00ffu) << 8);
    return (x >> 16) | (x << 16);
}

ulong uw_brevll(ulong x) { return ((ulong)uw_brev((uint)x) << 32) | uw_brev((uint)(x >> 32)); }

uint uw_byte_perm(uint x, uint y, uint selector) {
    ulong both = ((ulong)y << 32) | x;
    uint result = 0;
    for (uint i = 0; i < 4; i++) {
        uint which = (selector >> (4 * i)) & 15u;
        uint byte = (uint)(both >> (8 * (which & 7u))) & 255u;
        if (which & 8u) {
            byte = (byte & 128u) ? 255u : 0u;
        }
        result |= byte << (8 * i);
    }
    return result;
}

// each: int i32, long i64
$T uw_abs_$t($T x) { return x < 0 ? -x : x; }

int uw_mul24(int x, int y) { return (int)((uint)((x << 8) >> 8) * (uint)((y << 8) >> 8)); }

uint uw_umul24(uint x, uint y) { return (x & 0xffffffu) * (y & 0xffffffu); }

uint uw_funnelshift_l(uint low, uint high, uint shift) {
    return (uint)(((((ulong)high << 32) | low) << (shift & 31u)) >> 32);
}

uint uw_funnelshift_lc(uint low, uint high, uint shift) {
    return (uint)(((((ulong)high << 32) | low) << min(shift, 32u)) >> 32);
}

uint uw_funnelshift_r(uint low, uint high, uint shift) {
    return (uint)((((ulong)high << 32) | low) >> (shift & 31u));
}

uint uw_funnelshift_rc(uint low, uint high, uint shift) {
    return (uint)((((ulong)high << 32) | low) >> min(shift, 32u));
}

// each: int i32 char4, uint u32 uchar4
$T uw_dp4a_$t($T a, $T b, $T c) {
    $U x = as_$U(a), y = as_$U(b);
    return ($T)x.x * y.x + ($T)x.y * y.y + ($T)x.z * y.z + ($T)x.w * y.w + c;
}

// each: int i32 short2 char4, uint u32 ushort2 uchar4
$T uw_dp2a_lo_$t($T a, $T b, $T c) {
    $U x = as_$U(a);
    $u y = as_$u(b);
    return ($T)x.x * y.x + ($T)x.y * y.y + c;
}

// each: int i32 short2 char4, uint u32 ushort2 uchar4
$T uw_dp2a_hi_$t($T a, $T b, $T c) {
    $U x = as_$U(a);
    $u y = as_$u(b);
    return ($T)x.x * y.z + ($T)x.y * y.w + c;
}

// each: 2 ushort2, 4 uchar4
uint uw_vadd$T(uint a, uint b) { return as_uint(as_$t(a) + as_$t(b)); }

// each: 2 ushort2, 4 uchar4
uint uw_vsub$T(uint a, uint b) { return as_uint(as_$t(a) - as_$t(b)); }

// each: ss2 short2, ss4 char4, us2 ushort2, us4 uchar4
uint uw_vadd$T(uint a, uint b) { return as_uint(add_sat(as_$t(a), as_$t(b))); }

// each: ss2 short2, ss4 char4, us2 ushort2, us4 uchar4
uint uw_vsub$T(uint a, uint b) { return as_uint(sub_sat(as_$t(a), as_$t(b))); }

// each: u2 ushort2, u4 uchar4
uint uw_vavg$T(uint a, uint b) { return as_uint(rhadd(as_$t(a), as_$t(b))); }

// each: 2 short2 int2, 4 char4 int4
uint uw_vavgs$T(uint a, uint b) {
    $U sum = convert_$U(as_$t(a)) + convert_$U(as_$t(b));
    return as_uint(convert_$t((sum - (sum >= 0)) >> 1));
}

// each: 2 ushort2, 4 uchar4
uint uw_vhaddu$T(uint a, uint b) { return as_uint(hadd(as_$t(a), as_$t(b))); }

// each: s2 short2, s4 char4, u2 ushort2, u4 uchar4
uint uw_vabsdiff$T(uint a, uint b) { return as_uint(abs_diff(as_$t(a), as_$t(b))); }

// each: s2 short2, u2 ushort2
uint uw_vsad$T(uint a, uint b) {
    ushort2 d = abs_diff(as_$t(a), as_$t(b));
    return (uint)d.x + d.y;
}

// each: s4 char4, u4 uchar4
uint uw_vsad$T(uint a, uint b) {
    uchar4 d = abs_diff(as_$t(a), as_$t(b));
    return (uint)d.x + d.y + d.z + d.w;
}

// each: s2 short2, s4 char4, u2 ushort2, u4 uchar4
uint uw_vmax$T(uint a, uint b) { return as_uint(max(as_$t(a), as_$t(b))); }

// each: s2 short2, s4 char4, u2 ushort2, u4 uchar4
uint uw_vmin$T(uint a, uint b) { return as_uint(min(as_$t(a), as_$t(b))); }

// each: 2 short2, 4 char4
uint uw_vabs$T(uint a) { return as_uint(abs(as_$t(a))); }

// each: 2 short2 ushort2 32767, 4 char4 uchar4 127
uint uw_vabsss$T(uint a) { return as_uint(min(abs(as_$t(a)), ($U)($u))); }

// each: 2 short2, 4 char4
uint uw_vneg$T(uint a) { return as_uint(-as_$t(a)); }

// each: 2 short2, 4 char4
uint uw_vnegss$T(uint a) { return as_uint(sub_sat(($t)(0), as_$t(a))); }

// each: eq2 short2 ==, eq4 char4 ==, ne2 short2 !=, ne4 char4 !=, ges2 short2 >=, ges4 char4 >=, gts2 short2 >, gts4 char4 >, les2 short2 <=, les4 char4 <=, lts2 short2 <, lts4 char4 <, geu2 ushort2 >=, geu4 uchar4 >=, gtu2 ushort2 >, gtu4 uchar4 >, leu2 ushort2 <=, leu4 uchar4 <=, ltu2 ushort2 <, ltu4 uchar4 <
uint uw_vcmp$T(uint a, uint b) { return as_uint(as_$t(a) $U as_$t(b)); }

// each: eq2 short2 == 0x00010001u, eq4 char4 == 0x01010101u, ne2 short2 != 0x00010001u, ne4 char4 != 0x01010101u, ges2 short2 >= 0x00010001u, ges4 char4 >= 0x01010101u, gts2 short2 > 0x00010001u, gts4 char4 > 0x01010101u, les2 short2 <= 0x00010001u, les4 char4 <= 0x01010101u, lts2 short2 < 0x00010001u, lts4 char4 < 0x01010101u, geu2 ushort2 >= 0x00010001u, geu4 uchar4 >= 0x01010101u, gtu2 ushort2 > 0x00010001u, gtu4 uchar4 > 0x01010101u, leu2 ushort2 <= 0x00010001u, leu4 uchar4 <= 0x01010101u, ltu2 ushort2 < 0x00010001u, ltu4 uchar4 < 0x01010101u
uint uw_vset$T(uint a, uint b) { return as_uint(as_$t(a) $U as_$t(b)) & $u; }
